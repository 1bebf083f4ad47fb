with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'accrual_not_reversed' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

standing as (
    select * from {{ ref('deliveries') }}
    where
        delivery_side = 'purchase'
        and accrual_date is not null
        and accrual_reversal_date is null
        and cancellation_date is null
),

bills as (
    select * from {{ ref('invoices') }}
    where
        ledger_side = 'payable'
        and document_kind = 'invoice'
        and document_status <> 'draft'
        and cancellation_date is null
),

-- the bill names the receipt; or it names its order alone, and has its amount
bills_of as (
    select
        standing.delivery_key,
        bills.* exclude (delivery_key)
    from standing
    inner join bills on standing.delivery_key = bills.delivery_key
    union all by name
    select
        standing.delivery_key,
        bills.* exclude (delivery_key)
    from standing
    inner join bills
        on
            standing.order_key = bills.order_key
            and standing.net_amount = bills.net_amount
            and standing.accrual_date <= bills.posting_date
    where bills.delivery_key is null
),

billed as (
    select
        standing.*,
        bills_of.invoice_key as bill_key,
        bills_of.document_number as bill_number,
        bills_of.posting_date as billed_date
    from standing
    inner join bills_of on standing.delivery_key = bills_of.delivery_key
    qualify
        row_number() over (partition by standing.delivery_key order by bills_of.posting_date, bills_of.invoice_key) = 1
),

found as (
    select
        rules.rule || '|' || billed.delivery_key as finding_key,
        rules.rule,
        'warning' as severity,
        'delivery' as subject_type,
        billed.delivery_key as subject_key,
        concat_ws(' ', billed.document_number, suppliers.supplier_name) as subject_name,
        rules.owner,
        coalesce(billed.accrued_amount_company, billed.net_amount) as stake_amount,
        case
            when billed.accrued_amount_company is null then billed.currency else companies.currency
        end as stake_currency,
        json_object('bill', billed.bill_number, 'billed', billed.billed_date, 'item_key', billed.bill_key)::varchar
            as message_arguments,
        billed.company_key,
        billed.system,
        billed.source_table,
        billed.source_key,
        options.as_of_date
    from billed
    cross join rules
    cross join options
    inner join {{ ref('dim_company') }} as companies on billed.company_key = companies.company_key
    left join {{ ref('dim_supplier') }} as suppliers on billed.supplier_key = suppliers.supplier_key
    where billed.billed_date <= options.as_of_date and billed.accrual_date <= options.as_of_date
),

final as (
    {{ as_findings('found') }}
)

select * from final
