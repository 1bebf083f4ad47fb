with

-- what a change brings or takes has no milestone; a stage's invoice that its credit note settles is settled
steps as (
    select steps.*
    from {{ ref('int_contract_invoice_steps') }} as steps
    left join {{ ref('int_contract_change_bills') }} as change_bills on steps.invoice_key = change_bills.invoice_key
    where steps.measure = 'settled' and steps.gross_amount <> 0 and change_bills.invoice_key is null
),

advances as (
    select * from {{ ref('open_items') }}
    where ledger_side in ('customer_advance', 'supplier_advance')
),

item_contracts as (
    select * from {{ ref('int_open_item_contracts') }}
),

effects as (
    select * from {{ ref('open_item_effects') }}
    where effect_class = 'cash'
),

milestones as (
    select * from {{ ref('contract_milestones') }}
    where gross_amount > 0
),

money as (
    select
        contract_key,
        effect_date,
        gross_amount,
        document_number,
        step_key,
        recorded_at,
        system,
        source_table,
        source_key,
        load_id
    from steps
    union all by name
    select
        item_contracts.contract_key,
        effects.effect_date,
        -effects.effect_amount as gross_amount,
        advances.document_number,
        effects.effect_key as step_key,
        effects.recorded_at,
        advances.system,
        effects.source_table,
        effects.source_key,
        effects.load_id
    from effects
    inner join advances on effects.item_key = advances.item_key
    inner join item_contracts on advances.item_key = item_contracts.item_key
    where item_contracts.contract_key is not null
),

-- money comes for the contract; it pays what was to come first
paid as (
    select
        *,
        sum(gross_amount) over (
            partition by contract_key
            order by effect_date, step_key
            rows between unbounded preceding and current row
        ) as paid_to_here
    from money
),

room as (
    select
        contract_key,
        contract_milestone_key,
        sum(gross_amount) over to_here as room_to_here,
        sum(gross_amount) over to_here - gross_amount as room_before
    from milestones
    window
        to_here as (
            partition by contract_key
            order by milestone_number, contract_milestone_key
            rows between unbounded preceding and current row
        )
),

final as (
    select
        room.contract_milestone_key,
        'settled' as measure,
        paid.effect_date,
        (
            least(greatest(paid.paid_to_here, room.room_before), room.room_to_here)
            - least(greatest(paid.paid_to_here - paid.gross_amount, room.room_before), room.room_to_here)
        )::decimal(18, 3) as effect_amount,
        paid.document_number,
        paid.step_key,
        paid.recorded_at,
        paid.system,
        paid.source_table,
        paid.source_key,
        paid.load_id
    from paid
    inner join room on paid.contract_key = room.contract_key
    where effect_amount <> 0
)

select * from final
