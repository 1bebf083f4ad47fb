with

contract_lines as (
    select * from {{ ref('int_contract_lines') }}
),

-- what was performed 90 days ago, less all that is billed since
dated as (
    select
        contract_line_key,
        effect_date + 90 as effect_date,
        effect_amount
    from {{ ref('int_contract_line_performances') }}
    union all
    select
        contract_line_key,
        effect_date,
        -effect_amount as effect_amount
    from {{ ref('int_contract_line_bills') }}
),

steps as (
    select
        contract_line_key,
        effect_date,
        sum(effect_amount) as effect_amount
    from dated
    group by all
),

reached as (
    select
        contract_line_key,
        effect_date as from_date,
        coalesce(lead(effect_date) over by_line, date '9999-12-31') as until_date,
        sum(effect_amount) over by_line as unbilled_amount
    from steps
    window by_line as (partition by contract_line_key order by effect_date)
),

final as (
    select
        reached.contract_line_key,
        contract_lines.contract_key,
        contract_lines.currency,
        reached.from_date,
        reached.until_date,
        reached.unbilled_amount::decimal(18, 3) as unbilled_net_amount
    from reached
    inner join contract_lines on reached.contract_line_key = contract_lines.contract_line_key
    where reached.unbilled_amount > 0
)

select * from final
