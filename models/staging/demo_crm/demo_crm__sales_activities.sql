with

activities as (
    select * from {{ ref('stg_demo_crm__activity') }}
),

accounts as (
    select * from {{ ref('stg_demo_crm__account') }}
),

opportunities as (
    select * from {{ ref('stg_demo_crm__opportunity') }}
),

final as (
    select
        activities.system || '|' || activities.activity_id as sales_activity_key,
        activities.system,
        activities.activity_id as sales_activity_id,
        coalesce(opportunities.company_id, accounts.company_id) as company_id,
        activities.system || '|' || activities.account_id as sales_account_key,
        activities.system || '|' || activities.opportunity_id as opportunity_key,
        activities.system || '|' || activities.user_id as employee_key,
        {{ known_word('activities.activity_type', ['call', 'mail', 'visit', 'meeting'], 'other') }} as activity_type,
        activities.duration_minutes,
        null::date as happened_date,
        activities.happened_at,
        activities.created_at as recorded_at,
        'activity' as source_table,
        activities.activity_id as source_key,
        activities.load_id
    from activities
    left join accounts
        on activities.system = accounts.system and activities.account_id = accounts.account_id
    left join opportunities
        on activities.system = opportunities.system and activities.opportunity_id = opportunities.opportunity_id
)

select * from final
