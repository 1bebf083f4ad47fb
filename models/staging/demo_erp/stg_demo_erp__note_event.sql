select
    system,
    id::varchar as note_event_id,
    note_id::varchar as note_id,
    kind as event_kind,
    bank_account_id::varchar as bank_account_id,
    receipt_id::varchar as receipt_id,
    payment_id::varchar as payment_id,
    amount as event_amount,
    interest_amount,
    fee_amount,
    happened_on as event_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'note_event'), key='id') }}
