with

item_lines as (
    select * from {{ ref('tryton__open_item_lines') }}
),

open_items as (
    select * from {{ ref('tryton__open_items') }}
),

reconciliations as (
    select * from {{ ref('stg_tryton__account_move_reconciliation') }}
),

document_effects as (
    select
        item_key || ':document' as effect_key,
        item_key,
        'document' as effect_type,
        document_class as effect_class,
        posting_date as effect_date,
        document_amount as effect_amount,
        document_amount_company as effect_amount_company,
        null::integer as instalment_number,
        document_type as counter_document_type,
        document_number as counter_document_number,
        recorded_at,
        source_table,
        source_key,
        load_id
    from open_items
),

-- a reconciliation counts when all its lines are posted, and not before its own date
groups as (
    select
        item_lines.system,
        item_lines.reconciliation_id,
        greatest(max(item_lines.posting_date), any_value(reconciliations.reconciliation_date)) as effect_date,
        any_value(reconciliations.reconciliation_number) as reconciliation_number,
        any_value(reconciliations.created_at) as created_at,
        any_value(reconciliations.load_id) as load_id,
        count(distinct open_items.document_number) as document_count,
        min(open_items.document_number) as first_document_number,
        max(open_items.document_number) as last_document_number
    from item_lines
    inner join open_items on item_lines.system || '|' || item_lines.item_id = open_items.item_key
    inner join reconciliations
        on
            item_lines.system = reconciliations.system
            and item_lines.reconciliation_id = reconciliations.reconciliation_id
    group by all
),

reconciliation_effects as (
    select
        item_lines.system || '|' || item_lines.move_line_id || ':reconciled' as effect_key,
        open_items.item_key,
        'allocation' as effect_type,
        'allocation' as effect_class,
        groups.effect_date,
        -item_lines.amount as effect_amount,
        -item_lines.amount_company as effect_amount_company,
        item_lines.instalment_number,
        -- with two documents the other one is named, with more the reconciliation itself
        case when groups.document_count = 2 then 'account.move' else 'account.move.reconciliation' end
            as counter_document_type,
        case
            when groups.document_count <> 2 then groups.reconciliation_number
            when open_items.document_number = groups.first_document_number then groups.last_document_number
            else groups.first_document_number
        end as counter_document_number,
        groups.created_at as recorded_at,
        'account_move_line' as source_table,
        item_lines.move_line_id::varchar as source_key,
        greatest(item_lines.load_id, groups.load_id) as load_id
    from item_lines
    inner join groups
        on item_lines.system = groups.system and item_lines.reconciliation_id = groups.reconciliation_id
    inner join open_items on item_lines.system || '|' || item_lines.item_id = open_items.item_key
),

final as (
    select * from document_effects
    union all
    select * from reconciliation_effects
)

select * from final
