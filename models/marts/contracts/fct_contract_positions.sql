with

movements as (
    select * from {{ ref('fct_contract_movements') }}
),

steps as (
    select
        contract_line_key,
        contract_key,
        company_key,
        line_kind,
        is_reduction,
        effect_date,
        any_value(currency) as currency,
        sum(net_amount) filter (measure = 'value') as value_amount,
        sum(net_amount) filter (measure = 'performed') as performed_amount,
        sum(net_amount) filter (measure = 'invoiced') as invoiced_amount,
        sum(net_amount) filter (measure = 'settled') as settled_amount,
        sum(net_amount) filter (measure = 'recovered') as recovered_amount,
        sum(net_amount) filter (measure = 'retained') as retained_amount
    from movements
    group by contract_line_key, contract_key, company_key, line_kind, is_reduction, effect_date
),

reached as (
    select
        contract_line_key,
        contract_key,
        company_key,
        line_kind,
        is_reduction,
        currency,
        effect_date as from_date,
        coalesce(
            lead(effect_date) over (partition by contract_line_key order by effect_date), date '9999-12-31'
        ) as until_date,
        coalesce(sum(value_amount) over to_here, 0)::decimal(18, 3) as value_net_amount,
        coalesce(sum(performed_amount) over to_here, 0)::decimal(18, 3) as performed_net_amount,
        coalesce(sum(invoiced_amount) over to_here, 0)::decimal(18, 3) as invoiced_net_amount,
        coalesce(sum(settled_amount) over to_here, 0)::decimal(18, 3) as settled_net_amount,
        coalesce(sum(recovered_amount) over to_here, 0)::decimal(18, 3) as recovered_net_amount,
        coalesce(sum(retained_amount) over to_here, 0)::decimal(18, 3) as retained_net_amount
    from steps
    window
        to_here as (
            partition by contract_line_key
            order by effect_date
            rows between unbounded preceding and current row
        )
),

-- a change that takes something away is done, billed and settled below zero: so are its gaps. A few cents on the contract's
-- own line are what sharing out has left, and no gap
gaps as (
    select
        *,
        case when is_reduction then -1 else 1 end as line_sign,
        case when line_kind = 'contract' then 0.5 else 0 end as rounding_amount,
        performed_net_amount - invoiced_net_amount as unbilled_amount,
        invoiced_net_amount - settled_net_amount - recovered_net_amount as unsettled_amount,
        performed_net_amount - value_net_amount as beyond_amount
    from reached
),

final as (
    select
        contract_line_key,
        contract_key,
        company_key,
        line_kind,
        currency,
        from_date,
        until_date,
        value_net_amount,
        performed_net_amount,
        invoiced_net_amount,
        settled_net_amount,
        recovered_net_amount,
        retained_net_amount,
        case when line_sign * unbilled_amount > rounding_amount then unbilled_amount else 0 end::decimal(18, 3)
            as unbilled_net_amount,
        case when -line_sign * unbilled_amount > rounding_amount then -unbilled_amount else 0 end::decimal(18, 3)
            as billed_ahead_net_amount,
        case when line_sign * unsettled_amount > rounding_amount then unsettled_amount else 0 end::decimal(18, 3)
            as unsettled_net_amount,
        case when line_sign * beyond_amount > rounding_amount then beyond_amount else 0 end::decimal(18, 3)
            as beyond_value_net_amount
    from gaps
)

select * from final
