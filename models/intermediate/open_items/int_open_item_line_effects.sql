with

effects as (
    select * from {{ ref('open_item_effects') }}
),

lines as (
    select * from {{ ref('int_open_item_lines') }}
),

open_items as (
    select * from {{ ref('open_items') }}
),

steps as (
    select * from {{ ref('int_open_item_steps') }}
),

states as (
    select * from {{ ref('int_open_item_line_states') }}
),

whole_effects as (
    select
        effects.* exclude (instalment_number),
        lines.instalment_number,
        effects.effect_key as line_effect_key
    from effects
    inner join lines on effects.item_key = lines.item_key and lines.line_type = 'whole'
),

changes as (
    select
        item_key,
        step_number,
        instalment_number,
        residual_amount - coalesce(lag(residual_amount) over by_line, 0) as effect_amount,
        residual_amount_company - coalesce(lag(residual_amount_company) over by_line, 0) as effect_amount_company
    from states
    window by_line as (partition by item_key, instalment_number order by step_number)
),

split_effects as (
    select
        steps.effect_key,
        steps.item_key,
        steps.effect_type,
        steps.effect_class,
        steps.effect_date,
        changes.effect_amount,
        changes.effect_amount_company,
        steps.counter_document_type,
        steps.counter_document_number,
        steps.recorded_at,
        steps.source_table,
        steps.source_key,
        steps.load_id,
        changes.instalment_number,
        steps.effect_key || '#' || changes.instalment_number as line_effect_key
    from changes
    inner join steps on changes.item_key = steps.item_key and changes.step_number = steps.step_number
    where changes.effect_amount <> 0 or changes.effect_amount_company <> 0
),

effects_by_line as (
    select * from whole_effects
    union all by name
    select * from split_effects
),

final as (
    select
        effects_by_line.line_effect_key,
        effects_by_line.effect_key,
        effects_by_line.item_key,
        effects_by_line.instalment_number::integer as instalment_number,
        coalesce(lines.line_type, 'excess') as line_type,
        -- an excess is aged with its document
        case when lines.item_key is null then open_items.due_date else lines.due_date end as due_date,
        effects_by_line.effect_type,
        effects_by_line.effect_class,
        effects_by_line.effect_date,
        effects_by_line.effect_amount::decimal(18, 3) as effect_amount,
        effects_by_line.effect_amount_company::decimal(18, 3) as effect_amount_company,
        effects_by_line.counter_document_type,
        effects_by_line.counter_document_number,
        effects_by_line.recorded_at,
        effects_by_line.source_table,
        effects_by_line.source_key,
        effects_by_line.load_id
    from effects_by_line
    inner join open_items on effects_by_line.item_key = open_items.item_key
    left join lines
        on
            effects_by_line.item_key = lines.item_key
            and effects_by_line.instalment_number = lines.instalment_number
)

select * from final
