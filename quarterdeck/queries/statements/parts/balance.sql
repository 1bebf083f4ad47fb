-- Balances on each period's last day, debits positive. In the group's currency they stand at the rate of that day, equity
-- and results at the rates of their posting dates; translation is what the day's rate makes of the rest, and its opposite
-- the translation difference. elimination takes out what companies of ours owe each other, and earned by each other; what
-- does not agree in both books, and profit on goods that they still hold, is the intercompany difference.
movements as (
    select
        movements.company_key,
        case when periods.by_account then movements.account_key end as account_key,
        case when periods.by_dimension then movements.department_key end as department_key,
        case when periods.by_dimension then movements.project_code end as project_code,
        movements.is_bought_within,
        movements.is_historic,
        periods.period,
        periods.to_date,
        case when movements.is_historic then 'equity' else movements.section end as section,
        case
            when movements.statement_kind = 'balance_sheet' then movements.statement_line
            when movements.posting_date >= periods.year_start_date then 'result_of_the_year'
            else 'earlier_results'
        end as statement_line,
        case
            when movements.statement_kind = 'balance_sheet' then movements.line_order
            when movements.posting_date >= periods.year_start_date then 52
            else 51
        end as line_order,
        sum(movements.movement_amount_company)::decimal(18, 3) as amount,
        case when count(*) = count(movements.movement_amount_group) then sum(movements.movement_amount_group) end
            ::decimal(24, 6) as historic_group,
        sum(movements.elimination_amount_company)::decimal(18, 3) as elimination,
        case when count(*) = count(movements.elimination_amount_group) then sum(movements.elimination_amount_group) end
            ::decimal(24, 6) as elimination_group
    from marts.fct_statement_movements as movements
    inner join periods on movements.posting_date <= periods.to_date
    where
        ($system is null or movements.system = $system)
        and (periods.department is null or movements.department_key = periods.department)
        and (periods.project is null or movements.project_code = periods.project)
    group by all
),

translated as (
    select
        movements.*,
        (movements.amount * rates.rate)::decimal(24, 6) as closing_group,
        case when movements.is_historic then movements.historic_group else movements.amount * rates.rate end::decimal(24, 6)
            as shown_group,
        (movements.elimination * rates.rate + movements.elimination_group)::decimal(24, 6) as eliminated_group
    from movements
    inner join marts.dim_company as companies on movements.company_key = companies.company_key
    left join marts.fct_exchange_rates as rates
        on
            companies.currency = rates.from_currency
            and rates.from_date <= movements.to_date
            and movements.to_date < rates.until_date
),

balance as (
    select
        translated.period,
        translated.company_key,
        translated.account_key,
        translated.department_key,
        translated.project_code,
        translated.is_bought_within,
        parts.part,
        case parts.part when 'own' then translated.section else 'equity' end as section,
        case parts.part when 'own' then translated.statement_line else parts.part end as statement_line,
        case parts.part when 'own' then translated.line_order else parts.line_order end as line_order,
        case parts.part when 'own' then translated.amount else 0 end as amount,
        case parts.part
            when 'own' then translated.shown_group
            when 'translation_difference' then translated.closing_group - translated.shown_group
            else 0
        end as amount_group,
        case parts.part when 'own' then translated.shown_group - translated.historic_group else 0 end
            as translation_group,
        case parts.part
            when 'own' then translated.eliminated_group
            when 'intercompany_difference' then -translated.eliminated_group
            else 0
        end as elimination_group,
        translated.closing_group
    from translated
    cross join (values ('own', 0), ('translation_difference', 53), ('intercompany_difference', 54))
        as parts (part, line_order)
),
