with

order_exposures as (
    select * from {{ ref('int_sales_order_exposures') }}
),

bills as (
    select
        *,
        unnest([bill_amount, -bill_amount]) as effect_amount,
        unnest([from_date, until_date]) as effect_date
    from {{ ref('int_bill_states') }}
    where bill_side = 'received' and bill_state in ('held', 'endorsed', 'discounted') and from_date < until_date
),

advances as (
    select * from {{ ref('open_items') }}
    where ledger_side = 'customer_advance'
),

advance_effects as (
    select * from {{ ref('open_item_effects') }}
),

guarantees as (
    select
        *,
        unnest([-guarantee_amount, guarantee_amount]) as effect_amount,
        unnest([issue_date, least(release_date, expiry_date + 1)]) as effect_date
    from {{ ref('guarantees') }}
    where guarantee_side = 'received' and company_key is not null
),

final as (
    select * from order_exposures
    union all by name
    select
        *,
        case when bill_state = 'held' then 'bill' else 'bill_recourse' end as component,
        bill_key as document_key,
        bill_number as document_number,
        from_date as begin_date
    from bills
    union all by name
    select
        'advance' as component,
        advances.item_key as document_key,
        advances.document_number,
        advances.company_key,
        advances.system || '|' || advances.party_id as customer_key,
        advances.system,
        advances.currency,
        -- what is open of an advance is a credit already
        advance_effects.effect_amount,
        advance_effects.effect_date,
        advances.posting_date as begin_date,
        advances.source_table,
        advances.source_key,
        advances.load_id
    from advances
    inner join advance_effects on advances.item_key = advance_effects.item_key
    union all by name
    select
        *,
        'collateral' as component,
        guarantee_key as document_key,
        guarantee_number as document_number,
        issue_date as begin_date
    from guarantees
)

select
    component,
    document_key,
    document_number,
    company_key,
    customer_key,
    system,
    currency,
    effect_amount,
    effect_date,
    begin_date,
    source_table,
    source_key,
    load_id
from final
where customer_key is not null and effect_date < date '9999-12-31'
