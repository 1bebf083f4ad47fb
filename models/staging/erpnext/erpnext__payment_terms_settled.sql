with

payment_references as (
    select * from {{ ref('stg_erpnext__payment_entry_reference') }}
    where reference_type in ('Sales Invoice', 'Purchase Invoice')
),

instalments as (
    select * from {{ ref('erpnext__open_item_instalments') }}
    where payment_term is not null
),

open_items as (
    select * from {{ ref('erpnext__open_items') }}
),

named as (
    select
        payment_references.system,
        payment_references.payment_entry_id,
        open_items.item_key,
        payment_references.payment_entry_reference_id,
        payment_references.allocated_amount,
        min(instalments.instalment_number) as instalment_number
    from payment_references
    inner join open_items
        on
            payment_references.system = open_items.system
            and payment_references.reference_type = open_items.document_type
            and payment_references.reference_number = open_items.document_number
    left join instalments
        on open_items.item_key = instalments.item_key and payment_references.payment_term = instalments.payment_term
    group by all
),

final as (
    select
        *,
        sum(allocated_amount) over (partition by system, payment_entry_id, item_key) as payment_allocated_amount,
        sum(allocated_amount) over (
            partition by system, payment_entry_id, item_key
            order by payment_entry_reference_id
            rows between unbounded preceding and current row
        ) as allocated_to_here_amount
    from named
    qualify bool_or(instalment_number is not null) over (partition by system, payment_entry_id, item_key)
)

select * from final
