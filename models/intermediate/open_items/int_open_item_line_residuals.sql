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
        steps.company_minor_digits,
        -- a credit is settled like a debit, and gets its sign back at the end
        sign(steps.document_amount) as document_sign,
        abs(steps.document_amount) as document_amount,
        steps.residual_amount * sign(steps.document_amount) as open_document_amount,
        lines.instalment_number,
        lines.line_order,
        abs(lines.line_amount) as line_amount,
        -- what payments that name this instalment settle of it; never more than it is
        greatest(0, least(abs(lines.line_amount), sum(
            case
                -- a remainder's number is ours, and no payment names it
                when
                    lines.line_type = 'instalment'
                    and steps.instalment_number = lines.instalment_number
                    and steps.effect_type <> 'document'
                    then -steps.effect_amount * sign(steps.document_amount)
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
        document_amount - open_document_amount - sum(named_amount) over whole_item as pool_amount,
        sum(line_amount - named_amount) over whole_item as open_amount,
        line_order = max(line_order) over whole_item as is_last_line
    from named
    window
        up_to_here as (partition by item_key, step_number order by line_order),
        whole_item as (partition by item_key, step_number)
),

final as (
    select
        item_key,
        step_number,
        instalment_number,
        line_order,
        item_residual_amount,
        item_residual_amount_company,
        company_minor_digits,
        document_sign,
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
        any_value(company_minor_digits) as company_minor_digits,
        any_value(document_sign) as document_sign,
        -- the excess of an overpaid document is a credit of its own
        -greatest(0, any_value(pool_amount) - any_value(open_amount)) as residual_amount
    from pooled
    group by item_key, step_number
)

select
    item_key,
    step_number,
    instalment_number::integer as instalment_number,
    line_order::integer as line_order,
    item_residual_amount,
    item_residual_amount_company,
    company_minor_digits,
    (residual_amount * document_sign)::decimal(18, 3) as residual_amount
from final
