select
    system,
    id::varchar as goods_receipt_id,
    company_id::varchar as company_id,
    order_id::varchar as purchase_order_id,
    supplier_id::varchar as supplier_id,
    warehouse_id::varchar as warehouse_id,
    number as document_number,
    status as document_status,
    currency,
    net_amount,
    accrued_amount_company,
    is_accrued,
    expected_on as planned_date,
    received_on as delivered_date,
    accrual_reversed_on as accrual_reversal_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'goods_receipt'), key='id') }}
