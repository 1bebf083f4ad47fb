select
    system,
    id::varchar as supplier_id,
    name as supplier_name,
    short_name,
    supplier_group,
    country,
    tax_number,
    represents_company_id::varchar as counterparty_company_id,
    terms_days as payment_terms_days,
    bank_name,
    bank_account_number,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'supplier'), key='id') }}
