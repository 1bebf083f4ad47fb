with

invoices as (
    select * from {{ ref('int_contract_invoices') }}
    where work_net_amount <> 0
),

stages as (
    select * from {{ ref('int_contract_stages') }}
),

retention_shares as (
    select
        contract_key,
        retention_share
    from {{ ref('contracts') }}
),

-- nobody writes on an invoice which stage it bills: its amount says so, and where several are alike the day; it may lack
-- the retention that is billed apart
fitting as (
    select
        invoices.invoice_key,
        invoices.cancellation_date is not null as is_cancelled,
        stages.contract_milestone_key,
        stages.stage_net_amount,
        abs(invoices.work_net_amount - stages.stage_net_amount) <= 0.05 as is_whole,
        -- what is not done yet is billed less often
        invoices.document_date < coalesce(stages.performed_date, stages.planned_date) as is_ahead,
        abs(invoices.document_date - coalesce(stages.performed_date, stages.planned_date)) as days_apart
    from invoices
    inner join stages on invoices.contract_key = stages.contract_key
    inner join retention_shares on invoices.contract_key = retention_shares.contract_key
    where
        is_whole
        or abs(
            invoices.work_net_amount - stages.stage_net_amount * (1 - coalesce(retention_shares.retention_share, 0))
        ) <= 0.05
),

nearest as (
    select * from fitting
    qualify row_number() over (partition by invoice_key order by is_ahead, days_apart, contract_milestone_key) = 1
),

-- a stage is billed once; an invoice that was cancelled left its place to another
matched as (
    select * from nearest
    qualify is_cancelled or row_number() over (
        partition by contract_milestone_key, is_cancelled order by is_ahead, days_apart, invoice_key
    ) = 1
),

final as (
    select
        invoices.invoice_key,
        invoices.contract_key,
        matched.contract_milestone_key,
        -- a few cents beside it are those of sharing out, not of the stage
        case when matched.is_whole then matched.stage_net_amount else invoices.work_net_amount end as part_net_amount,
        invoices.cancellation_date
    from matched
    inner join invoices on matched.invoice_key = invoices.invoice_key
)

select * from final
