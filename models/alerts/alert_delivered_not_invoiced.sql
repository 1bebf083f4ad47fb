with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'delivered_not_invoiced' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

deliveries as (
    select * from {{ ref('deliveries') }}
    where delivery_side = 'sales' and net_amount > 0 and company_key is not null and delivered_date is not null
),

delivery_lines as (
    select * from {{ ref('delivery_lines') }}
),

invoices as (
    select * from {{ ref('invoices') }}
    where
        ledger_side = 'receivable'
        and document_kind = 'invoice'
        and document_status <> 'draft'
        and cancellation_date is null
),

invoice_lines as (
    select * from {{ ref('invoice_lines') }}
),

customers as (
    select * from {{ ref('dim_customer') }}
),

line_invoices as (
    select
        invoice_lines.delivery_line_key,
        min(invoices.posting_date) as invoiced_date
    from invoice_lines
    inner join invoices on invoice_lines.invoice_key = invoices.invoice_key
    where invoice_lines.delivery_line_key is not null
    group by invoice_lines.delivery_line_key
),

-- an invoice whose lines name no delivery's line bills the whole of it
whole_invoices as (
    select
        invoices.delivery_key,
        min(invoices.posting_date) as invoiced_date
    from invoices
    where
        invoices.delivery_key is not null
        and invoices.invoice_key not in (select invoice_key from invoice_lines where delivery_line_key is not null)
    group by invoices.delivery_key
),

unbilled as (
    select
        deliveries.delivery_key,
        sum(delivery_lines.net_amount) as unbilled_net_amount,
        max(coalesce(line_invoices.invoiced_date, whole_invoices.invoiced_date, date '9999-12-31')) as invoiced_date
    from deliveries
    inner join delivery_lines on deliveries.delivery_key = delivery_lines.delivery_key
    left join line_invoices on delivery_lines.delivery_line_key = line_invoices.delivery_line_key
    left join whole_invoices on deliveries.delivery_key = whole_invoices.delivery_key
    cross join rules
    where
        coalesce(line_invoices.invoiced_date, whole_invoices.invoiced_date, date '9999-12-31')
        > deliveries.delivered_date + rules.warning_days
    group by deliveries.delivery_key
),

found as (
    select
        rules.rule || '|' || deliveries.delivery_key as finding_key,
        rules.rule,
        case when unbilled.invoiced_date > options.as_of_date then 'critical' else 'warning' end as severity,
        case when unbilled.invoiced_date > options.as_of_date then 'delivery' else 'delivery_since_invoiced' end
            as subject_type,
        deliveries.delivery_key as subject_key,
        concat_ws(' ', deliveries.document_number, customers.customer_name) as subject_name,
        rules.owner,
        unbilled.unbilled_net_amount as stake_amount,
        deliveries.currency as stake_currency,
        json_object(
            'delivered', deliveries.delivered_date,
            'days', least(unbilled.invoiced_date, options.as_of_date) - deliveries.delivered_date
        )::varchar as message_arguments,
        deliveries.company_key,
        deliveries.system,
        deliveries.source_table,
        deliveries.source_key,
        options.as_of_date
    from unbilled
    inner join deliveries on unbilled.delivery_key = deliveries.delivery_key
    cross join options
    cross join rules
    left join customers on deliveries.customer_key = customers.customer_key
    where deliveries.delivered_date + rules.warning_days <= options.as_of_date
),

final as (
    {{ as_findings('found') }}
)

select * from final
