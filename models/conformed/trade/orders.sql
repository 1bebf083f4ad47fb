with

orders as (
    select * from {{ union_kinds('orders') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        orders.order_key,
        orders.system,
        orders.order_id,
        orders.company_id,
        source_companies.company_key,
        orders.customer_key,
        orders.supplier_key,
        orders.department_key,
        orders.employee_key,
        orders.order_side,
        coalesce(orders.document_number, orders.source_key) as document_number,
        orders.document_status,
        orders.contract_number,
        {{ reference_of('orders.contract_number') }} as contract_reference,
        orders.project_code,
        {{ reference_of('orders.project_code') }} as project_reference,
        orders.currency,
        {{ round_money('orders.net_amount', 'currencies.minor_digits') }} as net_amount,
        {{ round_money('orders.tax_amount', 'currencies.minor_digits') }} as tax_amount,
        {{ round_money('orders.gross_amount', 'currencies.minor_digits') }} as gross_amount,
        orders.order_date,
        orders.promised_date,
        orders.approved_date,
        orders.closed_date,
        orders.cancellation_date,
        orders.recorded_at,
        orders.source_table,
        orders.source_key,
        orders.load_id
    from orders
    left join source_companies
        on orders.system = source_companies.system and orders.company_id = source_companies.company_id
    left join currencies on orders.currency = currencies.currency
)

select * from final
