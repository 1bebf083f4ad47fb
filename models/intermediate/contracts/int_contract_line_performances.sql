with

contract_lines as (
    select * from {{ ref('int_contract_lines') }}
),

contracts as (
    select * from {{ ref('contracts') }}
),

stages as (
    select * from {{ ref('int_contract_stages') }}
),

reached_stages as (
    select
        contract_lines.contract_line_key,
        stages.performed_date as effect_date,
        stages.stage_net_amount as effect_amount,
        stages.contract_milestone_key as step_key,
        'milestone' as document_type,
        stages.milestone_number::varchar as document_number,
        stages.recorded_at,
        stages.system,
        stages.source_table,
        stages.source_key,
        stages.load_id
    from contract_lines
    inner join stages on contract_lines.contract_milestone_key = stages.contract_milestone_key
    where stages.performed_date is not null
),

parted as (
    select distinct contract_key
    from contract_lines
    where line_kind in ('stage', 'order')
),

-- nobody records that a service or a change is done: its bill says so; nor what was done of a contract without parts that
-- is ended before its time
billed as (
    select
        bills.contract_line_key,
        case
            when contract_lines.line_kind = 'contract' then greatest(bills.effect_date, contracts.termination_date)
            else bills.effect_date
        end as effect_date,
        bills.effect_amount,
        bills.step_key,
        bills.document_type,
        bills.document_number,
        bills.recorded_at,
        bills.system,
        bills.source_table,
        bills.source_key,
        bills.load_id
    from {{ ref('int_contract_line_bills') }} as bills
    inner join contract_lines on bills.contract_line_key = contract_lines.contract_line_key
    inner join contracts on contract_lines.contract_key = contracts.contract_key
    left join {{ ref('order_lines') }} as order_lines on contract_lines.order_line_key = order_lines.order_line_key
    where
        contract_lines.line_kind = 'change'
        or (contract_lines.line_kind = 'order' and order_lines.product_key is null)
        or (
            contract_lines.line_kind = 'contract'
            and contracts.termination_date is not null
            and contracts.finished_date is null
            and contract_lines.contract_key not in (select parted.contract_key from parted)
        )
),

-- what has no document of its own is done when the contract is
finished as (
    select
        contract_lines.contract_line_key,
        greatest(contracts.finished_date, contract_lines.line_date) as effect_date,
        coalesce(contract_lines.line_net_amount, contracts.net_amount) as effect_amount,
        'finish' as step_key,
        'finish' as document_type,
        contracts.contract_number as document_number,
        contracts.changed_at as recorded_at,
        contracts.system,
        contracts.source_table,
        contracts.source_key,
        contracts.load_id
    from contract_lines
    inner join contracts on contract_lines.contract_key = contracts.contract_key
    where
        contracts.finished_date is not null
        and (
            contract_lines.line_kind = 'change'
            and contract_lines.line_date is not null
            and contract_lines.contract_line_key not in (select billed.contract_line_key from billed)
            or contract_lines.line_kind = 'contract'
            and contract_lines.contract_key not in (select parted.contract_key from parted)
        )
),

final as (
    select * from reached_stages
    union all by name
    select * from {{ ref('int_contract_deliveries') }}
    union all by name
    select * from billed
    union all by name
    select * from finished
)

select * from final
