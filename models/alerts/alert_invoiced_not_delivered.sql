with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'invoiced_not_delivered' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

invoices as (
    select * from {{ ref('invoices') }}
    where
        ledger_side = 'receivable'
        and document_kind = 'invoice'
        and document_status = 'posted'
        and delivery_key is not null
        and company_key is not null
),

deliveries as (
    select * from {{ ref('deliveries') }}
),

-- by its own number or that of its order
invoice_contracts as (
    select * from {{ ref('int_contract_documents') }}
    where document_class = 'invoice'
),

-- a change without an amount changes terms: the customer asked to hold the goods
agreed as (
    select
        contract_key,
        approved_date
    from {{ ref('contract_changes') }}
    where approved_date is not null and coalesce(net_amount, 0) = 0
),

customers as (
    select * from {{ ref('dim_customer') }}
),

early as (
    select
        invoices.*,
        deliveries.document_number as delivery_number,
        coalesce(deliveries.delivered_date, date '9999-12-31') as delivered_date,
        greatest(
            invoices.document_date,
            invoices.posting_date,
            {{ day_of('invoices.recorded_at', 'options.time_zone') }}
        ) as invoiced_date
    from invoices
    cross join options
    inner join deliveries on invoices.delivery_key = deliveries.delivery_key
),

unagreed as (
    select early.*
    from early
    left join invoice_contracts on early.invoice_key = invoice_contracts.document_key
    where not exists (
        select 1
        from agreed
        where agreed.contract_key = invoice_contracts.contract_key and agreed.approved_date <= early.invoiced_date
    )
),

found as (
    select
        rules.rule || '|' || unagreed.invoice_key as finding_key,
        rules.rule,
        case when unagreed.delivered_date > options.as_of_date then 'critical' else 'warning' end as severity,
        case when unagreed.delivered_date > options.as_of_date then 'invoice' else 'invoice_since_delivered' end
            as subject_type,
        unagreed.invoice_key as subject_key,
        concat_ws(' ', unagreed.document_number, customers.customer_name) as subject_name,
        rules.owner,
        unagreed.gross_amount as stake_amount,
        unagreed.currency as stake_currency,
        json_object(
            'delivery', unagreed.delivery_number,
            'invoiced', unagreed.invoiced_date,
            'days', least(unagreed.delivered_date, options.as_of_date) - unagreed.invoiced_date
        )::varchar as message_arguments,
        unagreed.company_key,
        unagreed.system,
        unagreed.source_table,
        unagreed.source_key,
        options.as_of_date
    from unagreed
    cross join options
    cross join rules
    left join customers on unagreed.customer_key = customers.customer_key
    where
        unagreed.delivered_date > unagreed.invoiced_date + rules.warning_days
        and unagreed.invoiced_date + rules.warning_days <= options.as_of_date
),

final as (
    {{ as_findings('found') }}
)

select * from final
