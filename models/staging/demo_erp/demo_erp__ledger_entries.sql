with

journal_lines as (
    select * from {{ ref('stg_demo_erp__journal_line') }}
),

journal_entries as (
    select
        *,
        -- what undoes a document is an entry of that document too
        max(journal_entry_id) filter (not coalesce(is_reversal, false)) over (
            partition by system, company_id, document_type, document_id
        ) as booked_journal_entry_id
    from {{ ref('stg_demo_erp__journal_entry') }}
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
        journal_lines.system || '|' || journal_lines.journal_entry_id as journal_entry_key,
        journal_entries.journal_entry_number,
        journal_entries.posting_date,
        journal_lines.currency,
        journal_lines.line_amount as ledger_amount,
        journal_lines.line_amount_company as ledger_amount_company,
        case
            when journal_lines.customer_id is not null then 'customer'
            when journal_lines.supplier_id is not null then 'supplier'
        end as party_type,
        coalesce(journal_lines.customer_id, journal_lines.supplier_id) as party_id,
        journal_lines.system || '|' || journal_lines.department_id as department_key,
        journal_lines.system || '|' || journal_lines.employee_id as employee_key,
        journal_lines.project_code,
        journal_lines.system || '|' || journal_lines.product_id as product_key,
        journal_lines.quantity,
        journal_lines.line_text as description,
        journal_lines.counterparty_company_id,
        coalesce(open_items.document_type, journal_entries.document_type) as document_type,
        coalesce(open_items.document_number, journal_entries.journal_entry_number) as document_number,
        -- where the word for a document is the table in which it is
        case
            when
                journal_entries.document_type in (
                    'sales_invoice', 'purchase_invoice', 'goods_receipt', 'receipt', 'payment', 'settlement',
                    'supplier_settlement', 'note_event', 'loan_event', 'stock_move'
                )
                then journal_entries.document_type
        end as document_table,
        case when document_table is not null then journal_entries.document_id end as document_id,
        coalesce(journal_entries.is_reversal, false) as is_reversal,
        case
            when journal_entries.is_reversal then journal_lines.system || '|' || journal_entries.booked_journal_entry_id
        end as reversed_journal_entry_key,
        case
            when journal_entries.document_type = 'reclassification'
                then journal_lines.system || '|' || journal_entries.document_id
        end as corrected_journal_entry_key,
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
