-- The group's trial balance from one day to another by line of the statements, in the presentation currency; as a whole, or
-- month by month. Opening, debits, credits and closing are the companies' books at the rates of the posting dates;
-- translation is what the rate of the last day makes of balances; elimination takes out what companies of ours owe and sell
-- each other. Every column adds up to nothing: the opposites of the two are lines of their own. What is booked without the
-- detail has none. Null: an exchange rate is missing.
-- :param from_date: date? — first day; null: that of the fiscal year of as_of
-- :param as_of: date — last day
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
-- :param by: varchar — whole or month
-- :param detail: varchar — line, department or project
with

-- :part spans

-- :part booked

companies_in_spans as (
    select
        companies.company_key,
        companies.currency,
        spans.*
    from marts.dim_company as companies
    cross join spans
    where $company is null or $company in (companies.company_code, companies.company_name)
),

chosen as (
    select
        companies_in_spans.*,
        rates.rate as closing_rate
    from companies_in_spans
    left join marts.fct_exchange_rates as rates
        on
            companies_in_spans.currency = rates.from_currency
            and rates.from_date <= companies_in_spans.to_date
            and companies_in_spans.to_date < rates.until_date
),

-- debits and credits are those of the journal's lines
tried as (
    select
        chosen.to_date,
        case
            when accounts.statement_kind = 'profit_and_loss' and booked.booked_date < chosen.opening_year_start_date
                then 'earlier_results'
            else accounts.statement_line
        end as line,
        case
            when accounts.statement_kind = 'profit_and_loss' and booked.booked_date < chosen.opening_year_start_date then 51
            else accounts.line_order
        end as line_order,
        booked.dimension,
        booked.booked_date >= chosen.from_date as is_of_span,
        booked.debit_group,
        booked.credit_group,
        booked.unknown_count
    from booked
    inner join marts.dim_account as accounts on booked.account_key = accounts.account_key
    inner join chosen on booked.company_key = chosen.company_key and booked.booked_date <= chosen.to_date
    where accounts.statement_kind in ('balance_sheet', 'profit_and_loss')
),

moved as (
    select
        chosen.to_date,
        case
            when movements.statement_kind = 'profit_and_loss' and movements.posting_date < chosen.opening_year_start_date
                then 'earlier_results'
            else movements.statement_line
        end as line,
        case
            when movements.statement_kind = 'profit_and_loss' and movements.posting_date < chosen.opening_year_start_date
                then 51
            else movements.line_order
        end as line_order,
        case $detail when 'department' then movements.department_key when 'project' then movements.project_code end
            as dimension,
        case
            when movements.is_historic then 0
            else movements.movement_amount_company * chosen.closing_rate - movements.movement_amount_group
        end::decimal(28, 6) as translated,
        (movements.elimination_amount_company * chosen.closing_rate + movements.elimination_amount_group)::decimal(28, 6)
            as eliminated
    from marts.fct_statement_movements as movements
    inner join chosen on movements.company_key = chosen.company_key and movements.posting_date <= chosen.to_date
    where $system is null or movements.system = $system
),

cells as (
    select
        to_date,
        line,
        line_order,
        dimension,
        sum(unknown_count) = 0 as is_known,
        coalesce(sum(debit_group - credit_group) filter (not is_of_span), 0) as opening,
        coalesce(sum(debit_group) filter (is_of_span), 0) as debit,
        coalesce(sum(credit_group) filter (is_of_span), 0) as credit,
        0 as translated,
        0 as eliminated
    from tried
    group by to_date, line, line_order, dimension
    union all by name
    select
        moved.to_date,
        case parts.part when 'own' then moved.line else parts.part end as line,
        case parts.part when 'own' then moved.line_order else parts.part_order end as line_order,
        moved.dimension,
        count(moved.translated) = count(*) and count(moved.eliminated) = count(*) as is_known,
        0 as opening,
        0 as debit,
        0 as credit,
        sum(case parts.part when 'own' then moved.translated when 'translation_difference' then -moved.translated else 0 end)
            as translated,
        sum(case parts.part when 'own' then moved.eliminated when 'intercompany_difference' then -moved.eliminated else 0 end)
            as eliminated
    from moved
    cross join (values ('own', 0), ('translation_difference', 53), ('intercompany_difference', 54))
        as parts (part, part_order)
    group by all
),

summed as (
    select
        to_date,
        line,
        min(line_order) as line_order,
        dimension,
        bool_and(is_known) as is_known,
        sum(opening)::decimal(28, 2) as opening,
        sum(debit)::decimal(28, 2) as debit,
        sum(credit)::decimal(28, 2) as credit,
        sum(opening + debit - credit)::decimal(28, 2) as closing,
        sum(translated)::decimal(28, 2) as translated,
        sum(eliminated)::decimal(28, 2) as eliminated
    from cells
    group by to_date, line, dimension
),

-- the closing is that of any span that ends on the day, and the next one's opening; the larger of debits and credits takes
-- what rounding leaves
rounded as (
    select
        * exclude (debit, credit),
        case when debit >= credit then closing - opening + credit else debit end as debit,
        case when debit >= credit then credit else opening + debit - closing end as credit
    from summed
)

select
    to_date as period_end_date,
    case when line_order < 60 then 'balance_sheet' else 'profit_and_loss' end as statement,
    line as statement_line,
    dimension,
    currencies.presentation_currency,
    case when is_known then opening end::decimal(28, 3) as opening_group,
    case when is_known then debit end::decimal(28, 3) as debit_group,
    case when is_known then credit end::decimal(28, 3) as credit_group,
    case when is_known then closing end::decimal(28, 3) as closing_group,
    case when is_known then translated end::decimal(28, 3) as translation_group,
    case when is_known then eliminated end::decimal(28, 3) as elimination_group,
    case when is_known then closing + translated + eliminated end::decimal(28, 3) as consolidated_group
from rounded
cross join (select distinct presentation_currency from marts.dim_company) as currencies
where not is_known or opening <> 0 or debit <> 0 or credit <> 0 or closing <> 0 or translated <> 0 or eliminated <> 0
order by to_date, line_order, dimension
