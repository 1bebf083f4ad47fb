select
    system || '|' || gl_entry_id as ledger_entry_key,
    system,
    company_id,
    system || '|' || account_id as account_key,
    system || '|' || coalesce(voucher_type || '|' || voucher_number, gl_entry_id) as journal_entry_key,
    voucher_number as journal_entry_number,
    posting_date,
    currency,
    amount as ledger_amount,
    amount_company as ledger_amount_company,
    case
        when party_type in ('Customer', 'Supplier', 'Employee') then lower(party_type)
        when party_type is not null then 'other'
    end as party_type,
    party_id,
    -- who answers for a cost is its cost centre; ERPNext's departments are of people
    system || '|' || cost_center_id as department_key,
    case when party_type = 'Employee' then system || '|' || party_id end as employee_key,
    project_id as project_code,
    null::varchar as product_key,
    null::decimal(28, 6) as quantity,
    remarks as description,
    null::varchar as counterparty_company_id,
    voucher_type as document_type,
    voucher_number as document_number,
    'tab' || voucher_type as document_table,
    voucher_number as document_id,
    null::boolean as is_reversal,
    null::varchar as reversed_journal_entry_key,
    null::varchar as corrected_journal_entry_key,
    created_at as recorded_at,
    'tabGL Entry' as source_table,
    gl_entry_id as source_key,
    load_id
from {{ ref('stg_erpnext__gl_entry') }}
where not is_cancelled
