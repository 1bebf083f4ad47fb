with

invoices as (
    select * from {{ ref('int_contract_invoices') }}
    where order_key is null and work_net_amount <> 0
),

stage_bills as (
    select * from {{ ref('int_contract_stage_bills') }}
),

changes as (
    select * from {{ ref('contract_changes') }}
),

fitting as (
    select
        invoices.invoice_key,
        invoices.contract_key,
        changes.contract_change_key,
        invoices.work_net_amount,
        invoices.posting_date,
        invoices.cancellation_date,
        abs(invoices.document_date - coalesce(changes.effective_date, changes.applied_date)) as days_apart
    from invoices
    inner join changes
        on
            invoices.contract_key = changes.contract_key
            and invoices.currency = changes.currency
            and invoices.work_net_amount = changes.net_amount
            and invoices.document_date >= changes.applied_date
    left join stage_bills on invoices.invoice_key = stage_bills.invoice_key
    where stage_bills.invoice_key is null
),

nearest as (
    select * from fitting
    qualify row_number() over (partition by invoice_key order by days_apart, contract_change_key) = 1
),

final as (
    select * from nearest
    qualify cancellation_date is not null or row_number() over (
        partition by contract_change_key, cancellation_date is null order by days_apart, invoice_key
    ) = 1
)

select * from final
