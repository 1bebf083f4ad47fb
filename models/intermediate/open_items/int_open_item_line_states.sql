with

residuals as (
    select * from {{ ref('int_open_item_line_residuals') }}
),

shared as (
    select
        *,
        sum(residual_amount) over up_to_here as residual_to_here_amount,
        line_order = max(line_order) over whole_item as is_last_line,
        max(line_order) filter (residual_amount <> 0) over whole_item as last_open_line_order
    from residuals
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
            else
                {{ share_of_money(
                    'item_residual_amount_company', 'residual_to_here_amount', 'item_residual_amount', 'company_minor_digits'
                ) }}
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
