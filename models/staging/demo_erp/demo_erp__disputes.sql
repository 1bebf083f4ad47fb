select
    system || '|' || dispute_id as dispute_key,
    system,
    dispute_id,
    company_id,
    system || '|invoice:' || sales_invoice_id as item_key,
    system || '|' || customer_id as customer_key,
    system || '|' || employee_id as employee_key,
    {{ known_word('dispute_reason', ['price', 'quantity', 'quality', 'delivery', 'missing_document'], 'other') }}
        as dispute_reason,
    {{ known_word('dispute_status', ['open', 'resolved'], 'unknown') }} as dispute_status,
    {{ known_word('dispute_outcome', ['credited', 'upheld', 'withdrawn'], 'other') }} as dispute_outcome,
    open_date,
    resolution_date,
    currency,
    disputed_amount,
    system || '|invoice:' || credit_note_id as credit_item_key,
    created_at as recorded_at,
    'dispute' as source_table,
    dispute_id as source_key,
    load_id
from {{ ref('stg_demo_erp__dispute') }}
