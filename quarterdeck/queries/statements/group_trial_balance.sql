-- The group's trial balance from one day to another by line of the statements, in the presentation currency. Opening, debits,
-- credits and closing are the companies' books at the rates of the posting dates; translation is what the rate of the last
-- day makes of balances; elimination takes out what companies of ours owe and sell each other. Every column adds up to
-- nothing: the opposites of the two are lines of their own. What is booked without the detail has none. Null: an exchange rate
-- is missing.
-- :param from_date: date? — first day; null: that of the fiscal year of as_of
-- :param as_of: date — last day
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
-- :param detail: varchar — line, department or project
with

period as (
    select
        min(fiscal.date_day) as year_start_date,
        coalesce($from_date, min(fiscal.date_day) filter (fiscal.fiscal_year = closing.fiscal_year)) as from_date
    from marts.dim_date as fiscal
    inner join marts.dim_date as closing on closing.date_day = $as_of
    left join marts.dim_date as opening on opening.date_day = $from_date
    where fiscal.fiscal_year = coalesce(opening.fiscal_year, closing.fiscal_year)
),

chosen as (
    select
        companies.company_key,
        companies.presentation_currency,
        rates.rate as closing_rate
    from marts.dim_company as companies
    left join marts.fct_exchange_rates as rates
        on companies.currency = rates.from_currency and rates.from_date <= $as_of and $as_of < rates.until_date
    where $company is null or $company in (companies.company_code, companies.company_name)
),

-- debits and credits are those of the journal's lines
booked as (
    select
        accounts.statement_kind,
        case
            when accounts.statement_kind = 'profit_and_loss' and entries.posting_date < period.year_start_date
                then 'earlier_results'
            else accounts.statement_line
        end as line,
        case
            when accounts.statement_kind = 'profit_and_loss' and entries.posting_date < period.year_start_date then 51
            else accounts.line_order
        end as line_order,
        case $detail when 'department' then entries.department_key when 'project' then entries.project_code end
            as dimension,
        entries.posting_date >= period.from_date as is_of_period,
        entries.ledger_amount_group as booked
    from marts.fct_ledger_entries as entries
    inner join marts.dim_account as accounts on entries.account_key = accounts.account_key
    inner join chosen on entries.company_key = chosen.company_key
    cross join period
    where
        entries.posting_date <= $as_of
        and accounts.statement_kind in ('balance_sheet', 'profit_and_loss')
        and ($system is null or entries.system = $system)
),

moved as (
    select
        case
            when movements.statement_kind = 'profit_and_loss' and movements.posting_date < period.year_start_date
                then 'earlier_results'
            else movements.statement_line
        end as line,
        case
            when movements.statement_kind = 'profit_and_loss' and movements.posting_date < period.year_start_date then 51
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
    inner join chosen on movements.company_key = chosen.company_key
    cross join period
    where movements.posting_date <= $as_of and ($system is null or movements.system = $system)
),

cells as (
    select
        line,
        line_order,
        dimension,
        count(booked) = count(*) as is_known,
        coalesce(sum(booked) filter (not is_of_period), 0) as opening,
        coalesce(sum(booked) filter (is_of_period and booked > 0), 0) as debit,
        coalesce(-sum(booked) filter (is_of_period and booked < 0), 0) as credit,
        0 as translated,
        0 as eliminated
    from booked
    group by line, line_order, dimension
    union all by name
    select
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
        line,
        min(line_order) as line_order,
        dimension,
        bool_and(is_known) as is_known,
        sum(opening)::decimal(28, 2) as opening,
        sum(debit)::decimal(28, 2) as debit,
        sum(credit)::decimal(28, 2) as credit,
        sum(translated)::decimal(28, 2) as translated,
        sum(eliminated)::decimal(28, 2) as eliminated
    from cells
    group by line, dimension
)

select
    case when line_order < 60 then 'balance_sheet' else 'profit_and_loss' end as statement,
    line as statement_line,
    dimension,
    currencies.presentation_currency,
    case when is_known then opening end::decimal(28, 3) as opening_group,
    case when is_known then debit end::decimal(28, 3) as debit_group,
    case when is_known then credit end::decimal(28, 3) as credit_group,
    case when is_known then opening + debit - credit end::decimal(28, 3) as closing_group,
    case when is_known then translated end::decimal(28, 3) as translation_group,
    case when is_known then eliminated end::decimal(28, 3) as elimination_group,
    case when is_known then opening + debit - credit + translated + eliminated end::decimal(28, 3) as consolidated_group
from summed
cross join (select distinct presentation_currency from marts.dim_company) as currencies
where not is_known or opening <> 0 or debit <> 0 or credit <> 0 or translated <> 0 or eliminated <> 0
order by line_order, dimension
