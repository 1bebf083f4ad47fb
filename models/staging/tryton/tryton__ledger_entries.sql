select
    system || '|' || move_line_id as ledger_entry_key,
    system,
    company_id,
    account_key,
    posting_date,
    currency,
    amount as ledger_amount,
    amount_company as ledger_amount_company,
    party_id,
    'account.move' as document_type,
    move_number as document_number,
    created_at as recorded_at,
    'account_move_line' as source_table,
    move_line_id::varchar as source_key,
    load_id
from {{ ref('tryton__posted_lines') }}
