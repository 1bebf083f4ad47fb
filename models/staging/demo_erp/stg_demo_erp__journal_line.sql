select
    system,
    id::varchar as journal_line_id,
    entry_id::varchar as journal_entry_id,
    account_id::varchar as account_id,
    customer_id::varchar as customer_id,
    supplier_id::varchar as supplier_id,
    department_id::varchar as department_id,
    bank_account_id::varchar as bank_account_id,
    counterparty_company_id::varchar as counterparty_company_id,
    project_code,
    currency,
    amount as line_amount,
    amount_company as line_amount_company,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'journal_line'), key='id') }}
