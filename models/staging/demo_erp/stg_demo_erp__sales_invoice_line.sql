select
    system,
    id::varchar as sales_invoice_line_id,
    invoice_id::varchar as sales_invoice_id,
    account_id::varchar as account_id,
    product_id::varchar as product_id,
    delivery_line_id::varchar as delivery_line_id,
    sequence as line_number,
    quantity as invoiced_quantity,
    net_amount,
    tax_amount,
    net_amount_company,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'sales_invoice_line'), key='id') }}
