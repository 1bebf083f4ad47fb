with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'december_sale' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

invoices as (
    select * from {{ ref('invoices') }}
    where ledger_side = 'receivable' and document_status = 'posted' and company_key is not null
),

customers as (
    select * from {{ ref('dim_customer') }}
),

notes as (
    select
        invoices.original_invoice_key,
        year(invoices.posting_date) as credited_year,
        -sum(invoices.net_amount) as credited_net_amount,
        min(invoices.posting_date) as credited_date
    from invoices
    cross join options
    where
        invoices.document_kind = 'credit_note'
        and month(invoices.posting_date) = 1
        and invoices.posting_date <= options.as_of_date
    group by all
),

-- goods that came back
returns as (
    select
        order_key,
        min(delivered_date) as returned_date
    from {{ ref('deliveries') }}
    where delivery_side = 'sales' and net_amount < 0 and delivered_date is not null
    group by order_key
),

disputes as (
    select distinct item_key from {{ ref('disputes') }}
),

undone as (
    select
        sales.*,
        notes.credited_net_amount,
        notes.credited_date
    from invoices as sales
    inner join notes
        on sales.invoice_key = notes.original_invoice_key and year(sales.posting_date) + 1 = notes.credited_year
    left join returns on sales.order_key = returns.order_key and sales.posting_date <= returns.returned_date
    left join disputes on sales.item_key = disputes.item_key
    where
        sales.document_kind = 'invoice'
        and month(sales.posting_date) = 12
        and returns.order_key is null
        and disputes.item_key is null
),

found as (
    select
        rules.rule || '|' || undone.invoice_key as finding_key,
        rules.rule,
        'critical' as severity,
        'invoice' as subject_type,
        undone.invoice_key as subject_key,
        concat_ws(' ', undone.document_number, customers.customer_name) as subject_name,
        rules.owner,
        undone.gross_amount as stake_amount,
        undone.currency as stake_currency,
        json_object('sold', undone.posting_date, 'credited', undone.credited_date)::varchar as message_arguments,
        undone.company_key,
        undone.system,
        undone.source_table,
        undone.source_key,
        options.as_of_date
    from undone
    cross join options
    cross join rules
    left join customers on undone.customer_key = customers.customer_key
    where undone.credited_net_amount >= undone.net_amount * (1 - rules.tolerance_pct)
),

final as (
    {{ as_findings('found') }}
)

select * from final
