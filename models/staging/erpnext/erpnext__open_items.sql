with

entries as (
    select * from {{ ref('erpnext__payment_ledger_targets') }}
),

invoices as (
    select * from {{ ref('erpnext__invoice_headers') }}
),

journal_entries as (
    select * from {{ ref('stg_erpnext__journal_entry') }}
),

vouchers as (
    select
        system,
        item_id,
        company_id,
        account_id,
        party_id,
        voucher_type,
        voucher_number,
        account_type,
        is_invoice,
        any_value(currency) as currency,
        min(posting_date) as posting_date,
        sum(amount) as amount,
        sum(amount_company) as amount_company,
        -- an invoice that was paid at the till has its payment as a negative row of its own
        coalesce(sum(amount) filter (amount > 0 and target_item_id = item_id), 0) as invoiced_amount,
        coalesce(sum(amount_company) filter (amount_company > 0 and target_item_id = item_id), 0)
            as invoiced_amount_company,
        min(created_at) as recorded_at,
        max(load_id) as load_id
    from entries
    group by all
),

final as (
    select
        vouchers.system || '|' || vouchers.item_id as item_key,
        vouchers.system,
        vouchers.company_id,
        lower(vouchers.account_type) as ledger_side,
        vouchers.account_id,
        vouchers.party_id,
        vouchers.voucher_type as document_type,
        vouchers.voucher_number as document_number,
        invoices.party_document_number,
        null::varchar as contract_number,
        null::varchar as project_code,
        coalesce(invoices.document_date, vouchers.posting_date) as document_date,
        vouchers.posting_date,
        case
            when invoices.invoice_number is not null then invoices.due_date
            else coalesce(journal_entries.due_date, vouchers.posting_date)
        end as due_date,
        vouchers.currency,
        case when vouchers.is_invoice then vouchers.invoiced_amount else vouchers.amount end as document_amount,
        case when vouchers.is_invoice then vouchers.invoiced_amount_company else vouchers.amount_company end
            as document_amount_company,
        vouchers.recorded_at,
        'tab' || vouchers.voucher_type as source_table,
        vouchers.voucher_number as source_key,
        vouchers.load_id
    from vouchers
    left join invoices
        on
            vouchers.system = invoices.system
            and vouchers.voucher_type = invoices.invoice_type
            and vouchers.voucher_number = invoices.invoice_number
    left join journal_entries
        on
            vouchers.system = journal_entries.system
            and vouchers.voucher_type = 'Journal Entry'
            and vouchers.voucher_number = journal_entries.journal_entry_id
)

select * from final
