with

schedules as (
    select * from {{ ref('stg_erpnext__payment_schedule') }}
),

invoices as (
    select * from {{ ref('stg_erpnext__sales_invoice') }}
    where is_posted and not is_return
),

open_items as (
    select * from {{ ref('erpnext__open_items') }}
    where document_type = 'Sales Invoice'
),

final as (
    select
        schedules.system || '|' || schedules.payment_schedule_id as instalment_key,
        open_items.item_key,
        row_number() over (
            partition by open_items.item_key order by schedules.row_number_in_invoice, schedules.payment_schedule_id
        )::integer as instalment_number,
        schedules.payment_term,
        schedules.due_date,
        case
            when invoices.party_account_currency = invoices.currency then schedules.payment_amount
            else schedules.base_payment_amount
        end as instalment_amount,
        'tabPayment Schedule' as source_table,
        schedules.payment_schedule_id as source_key,
        schedules.load_id
    from schedules
    inner join invoices
        on schedules.system = invoices.system and schedules.sales_invoice_id = invoices.sales_invoice_id
    inner join open_items
        on schedules.system = open_items.system and schedules.sales_invoice_id = open_items.document_number
)

select * from final
