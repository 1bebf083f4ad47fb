{% macro commitment_moves(steps) -%}
    {#-
        What each step does to what is open of a commitment: never below nothing, and nothing once it has ended.

        steps: a CTE with commitment_key, step_date, step_order (within a day), step_key, value_amount (the commitment
        opens or changes), taken_amount (what replaces or uses it) and is_end. Adds open_amount (after the step) and
        moved_amount; steps that move nothing are left out.
    -#}
    select
        *,
        open_amount - lag(open_amount, 1, 0) over (
            partition by commitment_key order by step_date, step_order, step_key
        ) as moved_amount
    from (
        select
            *,
            case
                when bool_or(is_end) over steps_so_far then 0
                else greatest(sum(value_amount) over steps_so_far - sum(taken_amount) over steps_so_far, 0)
            end::decimal(24, 3) as open_amount
        from {{ steps }}
        window steps_so_far as (
            partition by commitment_key
            order by step_date, step_order, step_key
            rows between unbounded preceding and current row
        )
    )
    qualify moved_amount <> 0
{%- endmacro %}
