with

sales_activities as (
    select * from {{ union_kinds('sales_activities') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

final as (
    select
        sales_activities.sales_activity_key,
        sales_activities.system,
        sales_activities.sales_activity_id,
        sales_activities.company_id,
        source_companies.company_key,
        sales_activities.sales_account_key,
        sales_activities.opportunity_key,
        sales_activities.employee_key,
        sales_activities.activity_type,
        sales_activities.duration_minutes,
        coalesce(
            sales_activities.happened_date, {{ day_of('sales_activities.happened_at', 'options.time_zone') }}
        ) as happened_date,
        sales_activities.happened_at,
        sales_activities.recorded_at,
        sales_activities.source_table,
        sales_activities.source_key,
        sales_activities.load_id
    from sales_activities
    left join source_companies
        on sales_activities.system = source_companies.system and sales_activities.company_id = source_companies.company_id
    cross join options
)

select * from final
