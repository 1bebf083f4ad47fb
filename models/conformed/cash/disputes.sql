with

disputes as (
    select * from {{ union_kinds('disputes') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        disputes.dispute_key,
        disputes.system,
        disputes.dispute_id,
        disputes.company_id,
        source_companies.company_key,
        disputes.item_key,
        disputes.customer_key,
        disputes.employee_key,
        disputes.dispute_reason,
        disputes.dispute_status,
        disputes.dispute_outcome,
        disputes.open_date,
        disputes.resolution_date,
        disputes.currency,
        {{ round_money('disputes.disputed_amount', 'currencies.minor_digits') }} as disputed_amount,
        disputes.credit_item_key,
        disputes.recorded_at,
        disputes.source_table,
        disputes.source_key,
        disputes.load_id
    from disputes
    left join source_companies
        on disputes.system = source_companies.system and disputes.company_id = source_companies.company_id
    left join currencies on disputes.currency = currencies.currency
)

select * from final
