select
    system,
    id::varchar as fund_transfer_id,
    company_id::varchar as company_id,
    to_company_id::varchar as to_company_id,
    kind as transfer_kind,
    from_account_id::varchar as from_bank_account_id,
    to_account_id::varchar as to_bank_account_id,
    from_amount,
    to_amount,
    transferred_on as transfer_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'fund_transfer'), key='id') }}
