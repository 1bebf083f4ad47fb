with

parts as (
    select * from {{ ref('int_contract_stage_parts') }}
),

invoices as (
    select * from {{ ref('int_contract_invoices') }}
),

final as (
    select
        parts.contract_milestone_key,
        'invoiced' as measure,
        bill.effect_date,
        bill.effect_amount,
        invoices.document_number,
        invoices.invoice_key || '#' || bill.step as step_key,
        invoices.recorded_at,
        invoices.system,
        invoices.source_table,
        invoices.source_key,
        invoices.load_id
    from parts
    inner join invoices on parts.invoice_key = invoices.invoice_key
    cross join lateral (
        values
        ('billed', invoices.posting_date, parts.part_net_amount),
        ('cancelled', invoices.cancellation_date, -parts.part_net_amount)
    ) as bill (step, effect_date, effect_amount)
    where bill.effect_date is not null
)

select * from final
