with

items as (
    select * from {{ union_kinds('open_items', all_rows=true) }}
),

effects as (
    select * from {{ union_kinds('open_item_effects', all_rows=true) }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

reasons as (
    select
        items.item_key,
        'unknown company' as reason,
        items.company_id as found
    from items
    anti join source_companies
        on items.system = source_companies.system and items.company_id = source_companies.company_id
    union all
    select
        item_key,
        'no posting date' as reason,
        null as found
    from items
    where posting_date is null
    union all
    select
        item_key,
        'amount too large' as reason,
        document_amount_company::varchar as found
    from items
    where not ({{ fits_money('document_amount') }} and {{ fits_money('document_amount_company') }})
    union all
    select
        item_key,
        'effect without a date' as reason,
        source_key as found
    from effects
    where effect_date is null
    union all
    select
        item_key,
        'amount too large' as reason,
        effect_amount_company::varchar as found
    from effects
    where not ({{ fits_money('effect_amount') }} and {{ fits_money('effect_amount_company') }})
),

final as (
    select
        items.item_key,
        items.system,
        items.company_id,
        items.ledger_side,
        items.document_type,
        items.document_number,
        reasons.reason,
        min(reasons.found) as found,
        items.source_table,
        items.source_key,
        items.load_id
    from reasons
    inner join items on reasons.item_key = items.item_key
    group by all
)

select * from final
