with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'unposted' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

invoices as (
    select * from {{ ref('invoices') }}
    where document_status = 'draft' and company_key is not null
),

customers as (
    select * from {{ ref('dim_customer') }}
),

suppliers as (
    select * from {{ ref('dim_supplier') }}
),

drafts as (
    select
        invoices.*,
        coalesce(
            {{ day_of('invoices.recorded_at', 'options.time_zone') }}, invoices.document_date
        ) as entered_date,
        options.as_of_date
    from invoices
    cross join options
),

found as (
    select
        rules.rule || '|' || drafts.invoice_key as finding_key,
        rules.rule,
        case when drafts.as_of_date - drafts.entered_date > rules.critical_days then 'critical' else 'warning' end
            as severity,
        case drafts.ledger_side when 'receivable' then 'invoice' else 'supplier_invoice' end as subject_type,
        drafts.invoice_key as subject_key,
        concat_ws(' ', drafts.document_number, customers.customer_name, suppliers.supplier_name) as subject_name,
        rules.owner,
        abs(drafts.gross_amount) as stake_amount,
        drafts.currency as stake_currency,
        json_object('entered', drafts.entered_date, 'days', drafts.as_of_date - drafts.entered_date)::varchar
            as message_arguments,
        drafts.company_key,
        drafts.system,
        drafts.source_table,
        drafts.source_key,
        drafts.as_of_date
    from drafts
    cross join rules
    left join customers on drafts.customer_key = customers.customer_key
    left join suppliers on drafts.supplier_key = suppliers.supplier_key
    where drafts.entered_date <= drafts.as_of_date - rules.warning_days
),

final as (
    {{ as_findings('found') }}
)

select * from final
