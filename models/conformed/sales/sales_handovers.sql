with

sales_handovers as (
    select * from {{ union_kinds('sales_handovers') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

final as (
    select
        sales_handovers.sales_handover_key,
        sales_handovers.system,
        sales_handovers.sales_handover_id,
        sales_handovers.company_id,
        source_companies.company_key,
        sales_handovers.sales_account_key,
        sales_handovers.opportunity_key,
        sales_handovers.from_employee_key,
        sales_handovers.to_employee_key,
        coalesce(
            sales_handovers.handed_over_date, {{ day_of('sales_handovers.handed_over_at', 'options.time_zone') }}
        ) as handed_over_date,
        sales_handovers.handed_over_at,
        sales_handovers.recorded_at,
        sales_handovers.source_table,
        sales_handovers.source_key,
        sales_handovers.load_id
    from sales_handovers
    left join source_companies
        on sales_handovers.system = source_companies.system and sales_handovers.company_id = source_companies.company_id
    cross join options
)

select * from final
