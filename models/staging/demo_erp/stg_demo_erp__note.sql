select
    system,
    id::varchar as note_id,
    company_id::varchar as company_id,
    side as note_side,
    kind as note_kind,
    number as note_number,
    customer_id::varchar as customer_id,
    supplier_id::varchar as supplier_id,
    acceptor,
    status as note_status,
    currency,
    amount as note_amount,
    issued_on as issue_date,
    matures_on as maturity_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'note'), key='id') }}
