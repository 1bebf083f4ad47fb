select
    system,
    id::varchar as delivery_id,
    company_id::varchar as company_id,
    order_id::varchar as sales_order_id,
    customer_id::varchar as customer_id,
    warehouse_id::varchar as warehouse_id,
    number as document_number,
    status as document_status,
    currency,
    net_amount,
    planned_on as planned_date,
    delivered_on as delivered_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'delivery'), key='id') }}
