select
    system,
    id::varchar as loan_event_id,
    loan_id::varchar as loan_id,
    kind as event_kind,
    bank_account_id::varchar as bank_account_id,
    amount as event_amount,
    happened_on as event_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'loan_event'), key='id') }}
