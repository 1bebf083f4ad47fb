with

deliveries as (
    select * from {{ union_kinds('deliveries') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

companies as (
    select * from {{ ref('companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        deliveries.delivery_key,
        deliveries.system,
        deliveries.delivery_id,
        deliveries.company_id,
        source_companies.company_key,
        deliveries.order_key,
        deliveries.customer_key,
        deliveries.supplier_key,
        deliveries.warehouse_key,
        deliveries.delivery_side,
        coalesce(deliveries.document_number, deliveries.source_key) as document_number,
        deliveries.document_status,
        deliveries.currency,
        {{ round_money('deliveries.net_amount', 'document_currencies.minor_digits') }} as net_amount,
        {{ round_money('deliveries.accrued_amount_company', 'company_currencies.minor_digits') }}
            as accrued_amount_company,
        deliveries.planned_date,
        deliveries.delivered_date,
        deliveries.cancellation_date,
        deliveries.accrual_date,
        deliveries.accrual_reversal_date,
        deliveries.recorded_at,
        deliveries.source_table,
        deliveries.source_key,
        deliveries.load_id
    from deliveries
    left join source_companies
        on deliveries.system = source_companies.system and deliveries.company_id = source_companies.company_id
    left join companies on source_companies.company_key = companies.company_key
    left join currencies as document_currencies on deliveries.currency = document_currencies.currency
    left join currencies as company_currencies on companies.currency = company_currencies.currency
)

select * from final
