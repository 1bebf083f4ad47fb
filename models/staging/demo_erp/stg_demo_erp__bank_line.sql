select
    system,
    id::varchar as bank_line_id,
    bank_account_id::varchar as bank_account_id,
    sequence as line_number,
    counterparty,
    purpose,
    reference as bank_reference,
    amount as line_amount,
    balance_amount,
    value_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'bank_line'), key='id') }}
