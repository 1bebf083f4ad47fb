with

schedules as (
    select
        'Sales Invoice' as invoice_type,
        *
    from {{ ref('stg_erpnext__payment_schedule') }}
    union all
    select
        'Purchase Invoice' as invoice_type,
        *
    from {{ ref('stg_erpnext__purchase_payment_schedule') }}
),

invoices as (
    select * from {{ ref('erpnext__invoice_headers') }}
    where is_posted and not is_return
),

open_items as (
    select * from {{ ref('erpnext__open_items') }}
),

final as (
    select
        schedules.system || '|' || schedules.payment_schedule_id as instalment_key,
        open_items.item_key,
        row_number() over (
            partition by open_items.item_key order by schedules.row_number_in_invoice, schedules.payment_schedule_id
        )::integer as instalment_number,
        null::varchar as instalment_kind,
        schedules.payment_term,
        schedules.due_date,
        -- its own reports age by the date of today
        null::date as first_due_date,
        null::timestamp as changed_at,
        case
            when invoices.party_account_currency = invoices.currency then schedules.payment_amount
            else schedules.base_payment_amount
        end as instalment_amount,
        'tabPayment Schedule' as source_table,
        schedules.payment_schedule_id as source_key,
        schedules.load_id
    from schedules
    inner join invoices
        on
            schedules.system = invoices.system
            and schedules.invoice_type = invoices.invoice_type
            and schedules.invoice_number = invoices.invoice_number
    inner join open_items
        on
            schedules.system = open_items.system
            and schedules.invoice_type = open_items.document_type
            and schedules.invoice_number = open_items.document_number
)

select * from final
