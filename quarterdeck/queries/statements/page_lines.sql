-- The lines of a statement with their subtotals: profit and loss of the span, the balance sheet on the day, or the trial
-- balance of the span. Beside what the companies' books add up to stand what the day's rates make of it (translated), what
-- companies of ours sell and owe each other (eliminated), and the same span or day a year before. Of the trial balance
-- opening, debits, credits and closing; its total is nothing.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company, in its own currency; null: the group, in the presentation currency
-- :param system: varchar? — a source system of books; null: all
-- :param span: varchar — month, quarter or year (the fiscal year) up to the day
-- :param department: varchar? — key of a department: what is booked with it; null: all
-- :param project: varchar? — code of a project: what is booked with it; null: all
-- :param statement: varchar — profit_and_loss, balance_sheet or trial_balance
with

asked as (
    select
        false as by_account,
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
        line_key,
        case when count(*) = count(budget_amount) then sum(budget_amount) end as budget_amount
    from planned
    group by line_key
),

lined as (
    select
        section,
        statement_line,
        line_order,
        count(*) filter (period = 'now') as cell_count,
        count(shown) filter (period = 'now') as known_count,
        count(translated) filter (period = 'now') as translated_count,
        count(eliminated) filter (period = 'now') as eliminated_count,
        count(*) filter (period = 'before') - count(shown + eliminated) filter (period = 'before') as unknown_before_count,
        coalesce(sum(shown) filter (period = 'now'), 0) as books,
        coalesce(sum(translated) filter (period = 'now'), 0) as translated,
        coalesce(sum(eliminated) filter (period = 'now'), 0) as eliminated,
        coalesce(sum(shown) filter (period = 'before'), 0) as books_before,
        coalesce(sum(eliminated) filter (period = 'before'), 0) as eliminated_before
    from shown
    where statement = $statement
    group by all
),

placed as (
    select
        *,
        statement_line as line_key,
        line_order * 10 as line_place
    from lined
    union all by name
    select
        lined.*,
        subtotals.line_key,
        subtotals.line_place
    from lined
    inner join subtotals on subtotals.statement = $statement and lined.section = subtotals.section
),

summed as (
    select
        line_key,
        min(line_place) as line_place,
        case when sum(known_count) = sum(cell_count) then sum(books) end as books,
        case when sum(translated_count) = sum(cell_count) then sum(translated) end as translated,
        case when sum(eliminated_count) = sum(cell_count) then sum(eliminated) end as eliminated,
        case when sum(unknown_before_count) = 0
            then cast(sum(books_before) as decimal(24, 2)) + cast(sum(eliminated_before) as decimal(24, 2)) end as before
    from placed
    group by line_key
),

tried as (
    select
        line_key,
        min(line_place) as line_place,
        count(trial_amount) < count(*) as is_unknown,
        coalesce(sum(trial_amount) filter (not is_of_span), 0) as opening,
        coalesce(sum(trial_amount) filter (is_of_span and trial_amount > 0), 0) as debit,
        coalesce(-sum(trial_amount) filter (is_of_span and trial_amount < 0), 0) as credit
    from trial
    group by grouping sets ((line_key), ())
)

select
    summed.line_key,
    summed.line_key as line,
    summed.line_place,
    summed.books::decimal(24, 2)::decimal(24, 3) as books_amount,
    summed.translated::decimal(24, 2)::decimal(24, 3) as translated_amount,
    summed.eliminated::decimal(24, 2)::decimal(24, 3) as eliminated_amount,
    (summed.books::decimal(24, 2) + summed.eliminated::decimal(24, 2))::decimal(24, 3) as shown_amount,
    summed.before::decimal(24, 3) as before_amount,
    (summed.books::decimal(24, 2) + summed.eliminated::decimal(24, 2) - summed.before)::decimal(24, 3) as change_amount,
    case when summed.before <> 0 then
        ((summed.books + summed.eliminated - summed.before)::double / abs(summed.before)::double)::decimal(18, 4)
    end as change_share,
    budgets.budget_amount::decimal(24, 2)::decimal(24, 3) as budget_amount,
    null::decimal(24, 3) as opening_amount,
    null::decimal(24, 3) as debit_amount,
    null::decimal(24, 3) as credit_amount,
    null::decimal(24, 3) as closing_amount
from summed
left join budgets on summed.line_key = budgets.line_key
where
    coalesce(summed.books, 1) <> 0
    or coalesce(summed.translated, 0) <> 0
    or coalesce(summed.eliminated, 1) <> 0
    or coalesce(summed.before, 1) <> 0
union all by name
select
    line_key,
    line_key as line,
    line_place,
    case when not is_unknown then opening end::decimal(24, 2)::decimal(24, 3) as opening_amount,
    case when not is_unknown then debit end::decimal(24, 2)::decimal(24, 3) as debit_amount,
    case when not is_unknown then credit end::decimal(24, 2)::decimal(24, 3) as credit_amount,
    case when not is_unknown then opening + debit - credit end::decimal(24, 2)::decimal(24, 3) as closing_amount
from tried
where $statement = 'trial_balance' and (opening <> 0 or debit <> 0 or credit <> 0 or is_unknown)
order by line_place
