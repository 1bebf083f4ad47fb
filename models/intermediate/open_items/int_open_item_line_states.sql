with

steps as (
    select * from {{ ref('int_open_item_steps') }}
),

lines as (
    select * from {{ ref('int_open_item_lines') }}
    where line_type <> 'whole'
),

named as (
    select
        steps.item_key,
        steps.step_number,
        steps.residual_amount as item_residual_amount,
        steps.residual_amount_company as item_residual_amount_company,
        steps.document_amount,
        lines.instalment_number,
        lines.line_order,
        lines.line_amount,
        -- what payments that name this instalment settle of it; never more than it is
        greatest(0, least(lines.line_amount, sum(
            case
                when steps.instalment_number = lines.instalment_number and steps.effect_type <> 'document'
                    then -steps.effect_amount
                else 0
            end
        ) over (
            partition by steps.item_key, lines.line_order order by steps.step_number
        )))::decimal(18, 3) as named_amount
    from steps
    inner join lines on steps.item_key = lines.item_key
),

pooled as (
    select
        *,
        line_amount - named_amount as unnamed_open_amount,
        sum(line_amount - named_amount) over up_to_here - (line_amount - named_amount) as open_before_amount,
        document_amount - item_residual_amount - sum(named_amount) over whole_item as pool_amount,
        sum(line_amount - named_amount) over whole_item as open_amount,
        line_order = max(line_order) over whole_item as is_last_line
    from named
    window
        up_to_here as (partition by item_key, step_number order by line_order),
        whole_item as (partition by item_key, step_number)
),

settled as (
    select
        item_key,
        step_number,
        instalment_number,
        line_order,
        item_residual_amount,
        item_residual_amount_company,
        unnamed_open_amount
        - greatest(0, least(unnamed_open_amount, pool_amount - open_before_amount))
        -- more was debited than the document says: it is due with the last instalment
        + case when is_last_line then greatest(0, -pool_amount) else 0 end as residual_amount
    from pooled
    union all
    select
        item_key,
        step_number,
        max(instalment_number) + 1 as instalment_number,
        max(line_order) + 1 as line_order,
        any_value(item_residual_amount) as item_residual_amount,
        any_value(item_residual_amount_company) as item_residual_amount_company,
        -- the excess of an overpaid document is a credit of its own
        -greatest(0, any_value(pool_amount) - any_value(open_amount)) as residual_amount
    from pooled
    group by item_key, step_number
),

shared as (
    select
        *,
        sum(residual_amount) over up_to_here as residual_to_here_amount,
        line_order = max(line_order) over whole_item as is_last_line,
        line_order = max(line_order) filter (residual_amount <> 0) over whole_item as is_last_open_line,
        max(line_order) filter (residual_amount <> 0) over whole_item as last_open_line_order
    from settled
    window
        up_to_here as (
            partition by item_key, step_number order by line_order rows between unbounded preceding and current row
        ),
        whole_item as (partition by item_key, step_number)
),

-- the carrying amount follows the residual; the last open line takes the rounding, so that lines add up to the item
cumulated as (
    select
        *,
        case
            when last_open_line_order is null then case when is_last_line then item_residual_amount_company else 0 end
            when line_order >= last_open_line_order then item_residual_amount_company
            when item_residual_amount = item_residual_amount_company then residual_to_here_amount
            else round(
                item_residual_amount_company::double * (residual_to_here_amount::double / item_residual_amount::double), 2
            )
        end::decimal(18, 3) as carrying_to_here_amount
    from shared
),

final as (
    select
        item_key,
        step_number,
        instalment_number,
        residual_amount::decimal(18, 3) as residual_amount,
        (
            carrying_to_here_amount - coalesce(
                lag(carrying_to_here_amount) over (partition by item_key, step_number order by line_order), 0
            )
        )::decimal(18, 3) as residual_amount_company
    from cumulated
)

select * from final
