with

entries as (
    select * from {{ ref('stg_erpnext__payment_ledger_entry') }}
    where account_type in ('Receivable', 'Payable') and not is_delinked
),

invoices as (
    select * from {{ ref('erpnext__invoice_headers') }}
),

journal_entries as (
    select * from {{ ref('stg_erpnext__journal_entry') }}
),

keyed as (
    select
        entries.*,
        case
            when vouchers.is_opening or journal_entries.journal_entry_type = 'Opening Entry' then 'opening'
            when vouchers.invoice_number is not null then 'billing'
            when journal_entries.journal_entry_type in ('Credit Note', 'Debit Note') then 'billing'
            when entries.voucher_type = 'Payment Entry' then 'cash'
            when journal_entries.journal_entry_type in ('Bank Entry', 'Cash Entry', 'Credit Card Entry') then 'cash'
            else 'adjustment'
        end as voucher_class,
        coalesce(vouchers.invoice_number is not null and not vouchers.is_return, false) as is_invoice,
        coalesce(vouchers.is_return, false) as is_return,
        md5(concat_ws('|', entries.voucher_type, entries.voucher_number, entries.account_id, entries.party_id)) as item_id,
        -- an entry against a posted credit note counts on the invoice that it returns
        md5(concat_ws(
            '|',
            entries.against_voucher_type,
            coalesce(credit_notes.returned_invoice_number, entries.against_voucher_number),
            entries.account_id,
            entries.party_id
        )) as target_item_id
    from entries
    left join invoices as vouchers
        on
            entries.system = vouchers.system
            and entries.voucher_type = vouchers.invoice_type
            and entries.voucher_number = vouchers.invoice_number
    left join journal_entries
        on
            entries.system = journal_entries.system
            and entries.voucher_type = 'Journal Entry'
            and entries.voucher_number = journal_entries.journal_entry_id
    left join invoices as credit_notes
        on
            entries.system = credit_notes.system
            and entries.against_voucher_type = credit_notes.invoice_type
            and entries.against_voucher_number = credit_notes.invoice_number
            and credit_notes.is_posted
            and credit_notes.is_return
),

first_postings as (
    select
        system,
        item_id,
        min(posting_date) as first_posting_date
    from keyed
    group by all
),

final as (
    select
        keyed.* exclude (target_item_id),
        coalesce(first_postings.item_id, keyed.item_id) as target_item_id,
        greatest(keyed.posting_date, coalesce(first_postings.first_posting_date, keyed.posting_date)) as allocated_on
    from keyed
    left join first_postings
        on keyed.system = first_postings.system and keyed.target_item_id = first_postings.item_id
)

select * from final
