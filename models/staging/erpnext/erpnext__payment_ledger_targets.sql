with

entries as (
    select * from {{ ref('stg_erpnext__payment_ledger_entry') }}
    where account_type = 'Receivable' and not is_delinked
),

invoices as (
    select * from {{ ref('stg_erpnext__sales_invoice') }}
),

redirected as (
    select
        entries.*,
        coalesce(invoices.returned_invoice_id, entries.against_voucher_number) as target_number
    from entries
    left join invoices
        on
            entries.system = invoices.system
            and entries.against_voucher_type = 'Sales Invoice'
            and entries.against_voucher_number = invoices.sales_invoice_id
            and invoices.is_posted
            and invoices.is_return
),

keyed as (
    select
        redirected.*,
        coalesce(invoices.is_return, false) as is_return,
        md5(concat_ws('|', voucher_type, voucher_number, account_id, party_id)) as item_id,
        md5(concat_ws('|', against_voucher_type, target_number, account_id, party_id)) as target_item_id
    from redirected
    left join invoices
        on
            redirected.system = invoices.system
            and redirected.voucher_type = 'Sales Invoice'
            and redirected.voucher_number = invoices.sales_invoice_id
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
        keyed.* exclude (target_item_id, target_number),
        coalesce(first_postings.item_id, keyed.item_id) as target_item_id,
        greatest(keyed.posting_date, coalesce(first_postings.first_posting_date, keyed.posting_date)) as allocated_on
    from keyed
    left join first_postings
        on keyed.system = first_postings.system and keyed.target_item_id = first_postings.item_id
)

select * from final
