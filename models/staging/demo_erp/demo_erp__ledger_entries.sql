with

journal_lines as (
    select * from {{ ref('stg_demo_erp__journal_line') }}
),

journal_entries as (
    select * from {{ ref('stg_demo_erp__journal_entry') }}
),

open_items as (
    select * from {{ ref('demo_erp__open_items') }}
),

final as (
    select
        journal_lines.system || '|' || journal_lines.journal_line_id as ledger_entry_key,
        journal_lines.system,
        journal_entries.company_id,
        journal_lines.system || '|' || journal_lines.account_id as account_key,
        journal_entries.posting_date,
        journal_lines.currency,
        journal_lines.line_amount as ledger_amount,
        journal_lines.line_amount_company as ledger_amount_company,
        coalesce(journal_lines.customer_id, journal_lines.supplier_id) as party_id,
        coalesce(open_items.document_type, journal_entries.document_type) as document_type,
        coalesce(open_items.document_number, journal_entries.journal_entry_number) as document_number,
        journal_entries.created_at as recorded_at,
        'journal_line' as source_table,
        journal_lines.journal_line_id as source_key,
        journal_lines.load_id
    from journal_lines
    inner join journal_entries
        on
            journal_lines.system = journal_entries.system
            and journal_lines.journal_entry_id = journal_entries.journal_entry_id
    -- a settlement books its exchange difference without being an open item
    left join open_items
        on
            journal_entries.system = open_items.system
            and journal_entries.document_type = open_items.source_table
            and journal_entries.document_id = open_items.source_key
)

select * from final
