select
    system || '|' || move_line_id as ledger_entry_key,
    system,
    company_id,
    account_key,
    system || '|' || move_id as journal_entry_key,
    move_number as journal_entry_number,
    posting_date,
    currency,
    amount as ledger_amount,
    amount_company as ledger_amount_company,
    -- a party may be both; the account tells what it is here
    case
        when party_id is null then null
        when account_class = 'receivable' then 'customer'
        when account_class = 'payable' then 'supplier'
    end as party_type,
    party_id,
    null::varchar as department_key,
    null::varchar as employee_key,
    null::varchar as project_code,
    -- product and quantity stand on the invoice's lines
    null::varchar as product_key,
    null::decimal(28, 6) as quantity,
    description,
    null::varchar as counterparty_company_id,
    'account.move' as document_type,
    move_number as document_number,
    null::varchar as document_table,
    null::varchar as document_id,
    null::boolean as is_reversal,
    null::varchar as reversed_journal_entry_key,
    null::varchar as corrected_journal_entry_key,
    created_at as recorded_at,
    'account_move_line' as source_table,
    move_line_id::varchar as source_key,
    load_id
from {{ ref('tryton__posted_lines') }}
