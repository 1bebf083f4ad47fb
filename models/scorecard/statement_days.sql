with

companies as (
    select * from {{ ref('dim_company') }}
),

categories as (
    select * from {{ ref('dim_cash_category') }}
),

results as (
    select
        movements.*,
        movements.section in ('gross_profit', 'operating_expenses') as is_operating
    from {{ ref('fct_statement_movements') }} as movements
    where movements.statement_kind = 'profit_and_loss' and not movements.is_closing
),

daily as (
    select
        results.company_key as scope_key,
        results.company_key,
        results.posting_date as event_date,
        -sum(results.movement_amount_company) filter (results.statement_line = 'revenue') as revenue_amount,
        -sum(results.movement_amount_company) filter (results.section = 'gross_profit') as gross_profit_amount,
        -sum(results.movement_amount_company) filter (results.is_operating and results.statement_line <> 'depreciation')
            as ebitda_amount,
        0 as unknown_result_count
    from results
    group by all
    union all by name
    select
        '(group)' as scope_key,
        null as company_key,
        results.posting_date as event_date,
        -sum(results.movement_amount_group + results.elimination_amount_group)
            filter (results.statement_line = 'revenue') as revenue_amount,
        -sum(results.movement_amount_group + results.elimination_amount_group)
            filter (results.section = 'gross_profit') as gross_profit_amount,
        -sum(results.movement_amount_group + results.elimination_amount_group)
            filter (results.is_operating and results.statement_line <> 'depreciation') as ebitda_amount,
        count(*) filter (results.movement_amount_group + results.elimination_amount_group is null)
            as unknown_result_count
    from results
    group by all
    union all by name
    select
        scopes.scope_key,
        case when scopes.scope_key <> '(group)' then movements.company_key end as company_key,
        movements.value_date as event_date,
        sum(case
            when scopes.scope_key <> '(group)' then movements.cash_amount_company
            else movements.cash_amount_company * rates.rate
        end) as cash_amount,
        count(*) as cash_count,
        count(*) filter (scopes.scope_key = '(group)' and rates.rate is null or movements.cash_amount_company is null)
            as unknown_cash_count
    from {{ ref('fct_cash_movements') }} as movements
    inner join companies on movements.company_key = companies.company_key
    inner join categories on movements.category = categories.category and categories.section = 'operating'
    left join {{ ref('fct_exchange_rates') }} as rates
        on
            companies.currency = rates.from_currency
            and movements.value_date >= rates.from_date
            and movements.value_date < rates.until_date
    cross join lateral (select unnest([movements.company_key, '(group)']) as scope_key) as scopes
    group by all
),

final as (
    select
        scope_key,
        company_key,
        event_date,
        coalesce(sum(revenue_amount), 0)::decimal(28, 6) as revenue_amount,
        coalesce(sum(gross_profit_amount), 0)::decimal(28, 6) as gross_profit_amount,
        coalesce(sum(ebitda_amount), 0)::decimal(28, 6) as ebitda_amount,
        coalesce(sum(cash_amount), 0)::decimal(28, 6) as cash_amount,
        coalesce(sum(cash_count), 0)::integer as cash_count,
        coalesce(sum(unknown_result_count), 0)::integer as unknown_result_count,
        coalesce(sum(unknown_cash_count), 0)::integer as unknown_cash_count
    from daily
    group by all
)

select * from final
