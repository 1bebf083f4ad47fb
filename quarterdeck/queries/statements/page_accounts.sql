-- The accounts of one line of a statement, or of a subtotal: a row an account and company. What was bought from a company
-- of ours into stock or assets has a row of its own in cost of sales. A row without a key is the total.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company, in its own currency; null: the group, in the presentation currency
-- :param system: varchar? — a source system of books; null: all
-- :param span: varchar — month, quarter or year (the fiscal year) up to the day
-- :param department: varchar? — key of a department: what is booked with it; null: all
-- :param project: varchar? — code of a project: what is booked with it; null: all
-- :param statement: varchar — profit_and_loss, balance_sheet or trial_balance
-- :param line: varchar — the line or subtotal
with

asked as (
    select
        true as by_account,
        false as by_dimension,
        false as by_month
),

-- :part span

-- :part profit

-- :part balance

-- :part shown

-- :part lines

-- :part trial

-- :part planned

budgets as (
    select
        account_key,
        case when count(*) = count(budget_amount) then sum(budget_amount) end as budget_amount
    from planned
    group by account_key
),

summed as (
    select
        account_key,
        is_bought_within,
        case when count(*) filter (period = 'now') = count(shown) filter (period = 'now')
            then coalesce(sum(shown) filter (period = 'now'), 0) end as books,
        case when count(*) filter (period = 'now') = count(translated) filter (period = 'now')
            then coalesce(sum(translated) filter (period = 'now'), 0) end as translated,
        case when count(*) filter (period = 'now') = count(eliminated) filter (period = 'now')
            then coalesce(sum(eliminated) filter (period = 'now'), 0) end as eliminated,
        case when count(*) filter (period = 'before') = count(shown + eliminated) filter (period = 'before')
            then
                cast(coalesce(sum(shown) filter (period = 'before'), 0) as decimal(24, 2))
                + cast(coalesce(sum(eliminated) filter (period = 'before'), 0) as decimal(24, 2))
        end as before
    from shown
    where
        statement = $statement
        and (
            statement_line = $line
            or section in (select section from subtotals where statement = $statement and line_key = $line)
        )
    group by grouping sets ((account_key, is_bought_within), ())
),

tried as (
    select
        account_key,
        count(trial_amount) < count(*) as is_unknown,
        coalesce(sum(trial_amount) filter (not is_of_span), 0) as opening,
        coalesce(sum(trial_amount) filter (is_of_span and trial_amount > 0), 0) as debit,
        coalesce(-sum(trial_amount) filter (is_of_span and trial_amount < 0), 0) as credit
    from trial
    where line_key = $line
    group by grouping sets ((account_key), ())
),

rows as (
    select
        summed.account_key,
        coalesce(summed.is_bought_within, false) as is_bought_within,
        summed.books::decimal(24, 2)::decimal(24, 3) as books_amount,
        summed.translated::decimal(24, 2)::decimal(24, 3) as translated_amount,
        summed.eliminated::decimal(24, 2)::decimal(24, 3) as eliminated_amount,
        (summed.books::decimal(24, 2) + summed.eliminated::decimal(24, 2))::decimal(24, 3) as shown_amount,
        summed.before::decimal(24, 3) as before_amount,
        (summed.books::decimal(24, 2) + summed.eliminated::decimal(24, 2) - summed.before)::decimal(24, 3)
            as change_amount,
        case when $statement = 'profit_and_loss' and not coalesce(summed.is_bought_within, false) then budgets.budget_amount end::decimal(24, 2)::decimal(24, 3)
            as budget_amount,
        null::decimal(24, 3) as opening_amount,
        null::decimal(24, 3) as debit_amount,
        null::decimal(24, 3) as credit_amount,
        null::decimal(24, 3) as closing_amount
    from summed
    left join budgets on summed.account_key = budgets.account_key
    where
        coalesce(summed.books, 1) <> 0
        or coalesce(summed.translated, 0) <> 0
        or coalesce(summed.eliminated, 1) <> 0
        or coalesce(summed.before, 1) <> 0
    union all by name
    select
        account_key,
        false as is_bought_within,
        case when not is_unknown then opening end::decimal(24, 2)::decimal(24, 3) as opening_amount,
        case when not is_unknown then debit end::decimal(24, 2)::decimal(24, 3) as debit_amount,
        case when not is_unknown then credit end::decimal(24, 2)::decimal(24, 3) as credit_amount,
        case when not is_unknown then opening + debit - credit end::decimal(24, 2)::decimal(24, 3) as closing_amount
    from tried
    where $statement = 'trial_balance' and (opening <> 0 or debit <> 0 or credit <> 0 or is_unknown)
)

select
    case when rows.is_bought_within then 'bought|' || rows.account_key else rows.account_key end as account,
    accounts.account_number,
    accounts.account_name,
    companies.company_name,
    rows.is_bought_within,
    rows.books_amount,
    rows.translated_amount,
    rows.eliminated_amount,
    rows.shown_amount,
    rows.before_amount,
    rows.change_amount,
    rows.budget_amount,
    rows.opening_amount,
    rows.debit_amount,
    rows.credit_amount,
    rows.closing_amount
from rows
left join marts.dim_account as accounts on rows.account_key = accounts.account_key
left join marts.dim_company as companies on accounts.company_key = companies.company_key
