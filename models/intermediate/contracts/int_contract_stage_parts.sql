with

invoices as (
    select * from {{ ref('int_contract_invoices') }}
    where work_net_amount <> 0
),

stages as (
    select * from {{ ref('int_contract_stages') }}
),

stage_bills as (
    select * from {{ ref('int_contract_stage_bills') }}
),

change_bills as (
    select * from {{ ref('int_contract_change_bills') }}
),

billed as (
    select
        contract_milestone_key,
        sum(part_net_amount) as part_net_amount
    from stage_bills
    where cancellation_date is null
    group by all
),

-- what no stage's own invoice has billed, one stage behind the other
room as (
    select
        stages.contract_key,
        stages.contract_milestone_key,
        greatest(stages.stage_net_amount - coalesce(billed.part_net_amount, 0), 0) as room_amount,
        sum(greatest(stages.stage_net_amount - coalesce(billed.part_net_amount, 0), 0)) over (
            partition by stages.contract_key
            order by stages.milestone_number, stages.contract_milestone_key
            rows between unbounded preceding and current row
        ) as room_to_here
    from stages
    left join billed on stages.contract_milestone_key = billed.contract_milestone_key
),

-- invoices and credit notes that are nobody's own, in the order in which they were posted
loose as (
    select
        invoices.contract_key,
        invoices.invoice_key,
        invoices.work_net_amount,
        sum(invoices.work_net_amount) over (
            partition by invoices.contract_key
            order by invoices.posting_date, invoices.invoice_key
            rows between unbounded preceding and current row
        ) as work_to_here
    from invoices
    left join stage_bills on invoices.invoice_key = stage_bills.invoice_key
    left join change_bills on invoices.invoice_key = change_bills.invoice_key
    where stage_bills.invoice_key is null and change_bills.invoice_key is null and invoices.cancellation_date is null
),

-- each fills the room that the ones before it left; a credit note empties it again from behind
filled as (
    select
        loose.invoice_key,
        loose.contract_key,
        room.contract_milestone_key,
        least(greatest(loose.work_to_here, room.room_to_here - room.room_amount), room.room_to_here)
        - least(
            greatest(loose.work_to_here - loose.work_net_amount, room.room_to_here - room.room_amount),
            room.room_to_here
        ) as part_net_amount
    from loose
    inner join room on loose.contract_key = room.contract_key
),

final as (
    select
        invoice_key,
        contract_key,
        contract_milestone_key,
        part_net_amount::decimal(18, 3) as part_net_amount
    from stage_bills
    union all
    select
        invoice_key,
        contract_key,
        contract_milestone_key,
        part_net_amount::decimal(18, 3) as part_net_amount
    from filled
    where part_net_amount <> 0
)

select * from final
