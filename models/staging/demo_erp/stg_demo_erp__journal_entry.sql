select
    system,
    id::varchar as journal_entry_id,
    company_id::varchar as company_id,
    number as journal_entry_number,
    document_type,
    document_id::varchar as document_id,
    is_reversal,
    posting_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'journal_entry'), key='id') }}
