with

contracts as (
    select
        *,
        least(closed_date, termination_date) as ended_date
    from {{ ref('contracts') }}
    where company_key is not null and signed_date is not null and ended_date is not null
),

contract_lines as (
    select * from {{ ref('int_contract_lines') }}
),

line_values as (
    select * from {{ ref('int_contract_line_values') }}
),

steps as (
    select
        amounts.contract_line_key,
        contract_lines.contract_key,
        contracts.ended_date,
        amounts.effect_date,
        sum(amounts.value_amount) as value_amount,
        sum(amounts.performed_amount) as performed_amount
    from (
        select
            contract_line_key,
            effect_date,
            effect_amount as value_amount,
            0 as performed_amount
        from line_values
        union all by name
        select
            contract_line_key,
            effect_date,
            0 as value_amount,
            effect_amount as performed_amount
        from {{ ref('int_contract_line_performances') }}
        union all by name
        select
            ended_lines.contract_line_key,
            ended_contracts.ended_date as effect_date,
            0 as value_amount,
            0 as performed_amount
        from contract_lines as ended_lines
        inner join contracts as ended_contracts on ended_lines.contract_key = ended_contracts.contract_key
    ) as amounts
    inner join contract_lines on amounts.contract_line_key = contract_lines.contract_line_key
    inner join contracts on contract_lines.contract_key = contracts.contract_key
    group by all
),

reached as (
    select
        *,
        sum(value_amount) over to_here as value_to_here,
        sum(performed_amount) over to_here as performed_to_here
    from steps
    window to_here as (partition by contract_line_key order by effect_date)
),

-- what is not performed when the contract ends will not come; what is performed after all, comes back
lapsed as (
    select
        *,
        case
            when effect_date < ended_date then 0
            when value_to_here >= 0 then least(greatest(performed_to_here, 0), value_to_here) - value_to_here
            else greatest(least(performed_to_here, 0), value_to_here) - value_to_here
        end as lapsed_amount
    from reached
),

released as (
    select
        contract_line_key,
        contract_key,
        effect_date,
        'contract_end' as document_type,
        lapsed_amount - coalesce(lag(lapsed_amount) over (partition by contract_line_key order by effect_date), 0)
            as effect_amount
    from lapsed
),

final as (
    select * from released
    where effect_amount <> 0
)

select * from final
