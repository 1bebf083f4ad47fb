with

invoices as (
    select * from {{ ref('int_contract_invoices') }}
    where work_net_amount <> 0
),

contract_lines as (
    select * from {{ ref('int_contract_lines') }}
),

candidates as (
    select
        invoice_key,
        'order|' || order_line_key as contract_line_key,
        part_net_amount
    from {{ ref('int_contract_order_parts') }}
    union all by name
    select
        invoice_key,
        'stage|' || contract_milestone_key as contract_line_key,
        part_net_amount
    from {{ ref('int_contract_stage_parts') }}
    union all by name
    select
        invoice_key,
        'change|' || contract_change_key as contract_line_key,
        work_net_amount as part_net_amount
    from {{ ref('int_contract_change_bills') }}
),

parts as (
    select
        candidates.invoice_key,
        candidates.contract_line_key,
        sum(candidates.part_net_amount) as part_net_amount
    from candidates
    inner join contract_lines on candidates.contract_line_key = contract_lines.contract_line_key
    group by all
),

-- what bills no line of the contract bills the contract
rests as (
    select
        invoices.invoice_key,
        'contract|' || invoices.contract_key as contract_line_key,
        invoices.work_net_amount - coalesce(sum(parts.part_net_amount), 0) as part_net_amount
    from invoices
    left join parts on invoices.invoice_key = parts.invoice_key
    group by invoices.invoice_key, invoices.contract_key, invoices.work_net_amount
),

every as (
    select * from parts
    union all by name
    select * from rests
),

final as (
    select
        every.invoice_key,
        every.contract_line_key,
        every.part_net_amount::decimal(18, 3) as part_net_amount,
        (sum(every.part_net_amount) over (
            partition by every.invoice_key
            order by every.contract_line_key
            rows between unbounded preceding and current row
        ))::decimal(18, 3) as part_to_here
    from every
    where every.part_net_amount <> 0
)

select * from final
