with

item_lines as (
    select * from {{ ref('tryton__open_item_lines') }}
),

invoices as (
    select * from {{ ref('stg_tryton__account_invoice') }}
),

items as (
    select
        system,
        item_id,
        move_id,
        any_value(company_id) as company_id,
        any_value(account_class) as account_class,
        any_value(account_id) as account_id,
        any_value(party_id) as party_id,
        any_value(move_number) as move_number,
        any_value(posting_date) as posting_date,
        any_value(journal_type) as journal_type,
        max(due_date) as due_date,
        any_value(currency) as currency,
        sum(amount) as amount,
        sum(amount_company) as amount_company,
        min(created_at) as recorded_at,
        max(load_id) as load_id
    from item_lines
    group by all
),

final as (
    select
        items.system || '|' || items.item_id as item_key,
        items.system,
        items.company_id,
        items.account_class as ledger_side,
        items.account_id,
        coalesce(items.party_id, '(none)') as party_id,
        case when invoices.invoice_id is null then 'account.move' else 'account.invoice' end as document_type,
        coalesce(invoices.invoice_number, items.move_number, items.move_id::varchar) as document_number,
        case when invoices.invoice_type = 'in' then invoices.invoice_reference end as party_document_number,
        null::varchar as contract_number,
        null::varchar as project_code,
        coalesce(invoices.invoice_date, items.posting_date) as document_date,
        items.posting_date,
        items.due_date,
        case
            when invoices.invoice_id is not null or items.journal_type in ('revenue', 'expense') then 'billing'
            when items.journal_type in ('cash', 'statement') then 'cash'
            else 'adjustment'
        end as document_class,
        items.currency,
        items.amount as document_amount,
        items.amount_company as document_amount_company,
        items.recorded_at,
        case when invoices.invoice_id is null then 'account_move' else 'account_invoice' end as source_table,
        coalesce(invoices.invoice_id, items.move_id)::varchar as source_key,
        items.load_id
    from items
    left join invoices on items.system = invoices.system and items.move_id = invoices.move_id
)

select * from final
