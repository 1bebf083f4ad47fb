with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'above_order_price' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

invoices as (
    select * from {{ ref('invoices') }}
    where
        ledger_side = 'payable'
        and document_kind = 'invoice'
        and document_status <> 'draft'
        and cancellation_date is null
),

orders as (
    select * from {{ ref('orders') }}
    where order_side = 'purchase'
),

deliveries as (
    select * from {{ ref('deliveries') }}
),

-- a service is ordered as one sum, and billed in parts; goods are billed receipt by receipt
billed as (
    select
        invoices.*,
        orders.document_number as order_number,
        case
            when deliveries.delivery_key is null then orders.net_amount else deliveries.net_amount
        end as ordered_net_amount,
        case when deliveries.delivery_key is null then sum(invoices.net_amount) over (
            partition by invoices.order_key, deliveries.delivery_key
            order by invoices.posting_date, invoices.invoice_key
            rows between unbounded preceding and current row
        ) else invoices.net_amount end as billed_net_amount
    from invoices
    inner join orders on invoices.order_key = orders.order_key and invoices.currency = orders.currency
    left join deliveries on invoices.delivery_key = deliveries.delivery_key
),

-- what a contract's approved changes add allows as much
allowed as (
    select
        billed.invoice_key,
        sum(changes.net_amount) as allowed_net_amount
    from billed
    inner join {{ ref('int_contract_documents') }} as contract_documents
        on billed.order_key = contract_documents.document_key
    inner join {{ ref('contract_changes') }} as changes on contract_documents.contract_key = changes.contract_key
    where changes.effective_date <= billed.document_date and changes.net_amount > 0
    group by all
),

above as (
    select
        billed.*,
        rules.rule,
        rules.owner,
        options.as_of_date,
        billed.billed_net_amount - billed.ordered_net_amount as excess_amount
    from billed
    cross join rules
    cross join options
    left join allowed on billed.invoice_key = allowed.invoice_key
    where
        billed.posting_date <= options.as_of_date
        and excess_amount > rules.tolerance_pct * billed.ordered_net_amount
        and excess_amount > coalesce(allowed.allowed_net_amount, 0)
        and excess_amount >= coalesce(rules.minimum_amount, 0)
),

found as (
    select
        above.rule || '|' || above.invoice_key as finding_key,
        above.rule,
        'warning' as severity,
        'supplier_invoice' as subject_type,
        above.invoice_key as subject_key,
        concat_ws(' ', above.document_number, suppliers.supplier_name) as subject_name,
        above.owner,
        above.excess_amount as stake_amount,
        above.currency as stake_currency,
        json_object(
            'order', above.order_number,
            'percent', round(100 * above.excess_amount / above.ordered_net_amount)::integer
        )::varchar as message_arguments,
        above.company_key,
        above.system,
        above.source_table,
        above.source_key,
        above.as_of_date
    from above
    left join {{ ref('dim_supplier') }} as suppliers on above.supplier_key = suppliers.supplier_key
    where above.company_key is not null and above.ordered_net_amount > 0
),

final as (
    {{ as_findings('found') }}
)

select * from final
