with

invoices as (
    select * from {{ ref('int_contract_invoices') }}
    where net_amount <> 0 and gross_amount <> 0
),

effects as (
    select * from {{ ref('int_open_item_line_effects') }}
),

instalments as (
    select * from {{ ref('open_item_instalments') }}
    where instalment_kind = 'retention'
),

advances as (
    select distinct
        system,
        document_type,
        document_number
    from {{ ref('open_items') }}
    where ledger_side in ('customer_advance', 'supplier_advance')
),

-- what settles an invoice: money, notes and offset, or the advance that was paid before
settling as (
    select
        effects.item_key,
        invoices.invoice_key,
        invoices.contract_key,
        effects.effect_date,
        case when advances.document_number is not null then 'recovered' else 'settled' end as measure,
        effects.counter_document_type as document_type,
        effects.counter_document_number as document_number,
        -effects.effect_amount as gross_amount,
        0 as net_amount,
        effects.line_effect_key as step_key,
        effects.recorded_at,
        invoices.system,
        effects.source_table,
        effects.source_key,
        effects.load_id
    from effects
    inner join invoices on effects.item_key = invoices.item_key
    left join advances
        on
            invoices.system = advances.system
            and effects.counter_document_type = advances.document_type
            and effects.counter_document_number = advances.document_number
    where effects.effect_class <> 'billing'
),

retaining as (
    select
        effects.item_key,
        invoices.invoice_key,
        invoices.contract_key,
        effects.effect_date,
        'retained' as measure,
        effects.counter_document_type as document_type,
        effects.counter_document_number as document_number,
        effects.effect_amount as gross_amount,
        0 as net_amount,
        effects.line_effect_key as step_key,
        effects.recorded_at,
        invoices.system,
        effects.source_table,
        effects.source_key,
        effects.load_id
    from effects
    inner join invoices on effects.item_key = invoices.item_key
    inner join instalments
        on effects.item_key = instalments.item_key and effects.instalment_number = instalments.instalment_number
),

-- an advance that was billed is taken off the later invoices' own lines
taken_off as (
    select
        item_key,
        invoice_key,
        contract_key,
        taken.effect_date,
        'recovered' as measure,
        'invoice' as document_type,
        document_number,
        0 as gross_amount,
        taken.net_amount,
        invoice_key || '#' || taken.step as step_key,
        recorded_at,
        system,
        source_table,
        source_key,
        load_id
    from invoices
    cross join lateral (
        values ('taken', posting_date, -advance_net_amount), ('given_back', cancellation_date, advance_net_amount)
    ) as taken (step, effect_date, net_amount)
    where advance_net_amount < 0 and taken.effect_date is not null
),

final as (
    select * from settling
    union all by name
    select * from retaining
    union all by name
    select * from taken_off
)

select * from final
