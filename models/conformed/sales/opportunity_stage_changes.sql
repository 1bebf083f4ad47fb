with

changes as (
    select * from {{ union_kinds('opportunity_stage_changes') }}
),

sales_stages as (
    select * from {{ ref('sales_stages') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

dated as (
    select
        changes.opportunity_stage_change_key,
        changes.opportunity_key,
        changes.stage,
        sales_stages.stage_order,
        coalesce(sales_stages.is_won, false) as is_won,
        coalesce(sales_stages.is_lost, false) as is_lost,
        coalesce(sales_stages.is_closed, false) as is_closed,
        coalesce(changes.entered_date, {{ day_of('changes.entered_at', 'options.time_zone') }}) as entered_date,
        changes.entered_at,
        changes.source_key
    from changes
    left join sales_stages on changes.stage = sales_stages.stage
    cross join options
),

in_order as (
    select
        *,
        (row_number() over steps)::integer as stage_change_number,
        lag(stage) over steps as previous_stage,
        coalesce(lag(is_closed) over steps, false) and not is_closed as is_reopening,
        lead(opportunity_stage_change_key) over steps is null as is_last
    from dated
    window steps as (partition by opportunity_key order by entered_date, entered_at, stage_order, source_key)
),

final as (
    select
        changes.opportunity_stage_change_key,
        changes.system,
        changes.opportunity_stage_change_id,
        changes.company_id,
        source_companies.company_key,
        changes.opportunity_key,
        changes.employee_key,
        in_order.stage_change_number,
        changes.stage,
        changes.source_stage,
        in_order.stage_order,
        in_order.is_won,
        in_order.is_lost,
        in_order.is_closed,
        in_order.previous_stage,
        changes.currency,
        changes.probability_pct::decimal(9, 6) as probability_pct,
        {{ round_money('changes.expected_amount', 'currencies.minor_digits') }} as expected_amount,
        in_order.is_reopening,
        in_order.is_last,
        changes.expected_close_date,
        in_order.entered_date,
        changes.entered_at,
        changes.recorded_at,
        changes.source_table,
        changes.source_key,
        changes.load_id
    from changes
    inner join in_order on changes.opportunity_stage_change_key = in_order.opportunity_stage_change_key
    left join source_companies
        on changes.system = source_companies.system and changes.company_id = source_companies.company_id
    left join currencies on changes.currency = currencies.currency
)

select * from final
