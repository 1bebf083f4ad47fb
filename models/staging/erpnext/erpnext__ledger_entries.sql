select
    system || '|' || gl_entry_id as ledger_entry_key,
    system,
    company_id,
    system || '|' || account_id as account_key,
    posting_date,
    currency,
    amount as ledger_amount,
    amount_company as ledger_amount_company,
    party_id,
    voucher_type as document_type,
    voucher_number as document_number,
    created_at as recorded_at,
    'tabGL Entry' as source_table,
    gl_entry_id as source_key,
    load_id
from {{ ref('stg_erpnext__gl_entry') }}
where not is_cancelled
