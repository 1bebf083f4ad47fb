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
        effect_date,
        any_value(currency) as currency,
        sum(net_amount) filter (measure = 'value') as value_amount,
        sum(net_amount) filter (measure = 'performed') as performed_amount,
        sum(net_amount) filter (measure = 'invoiced') as invoiced_amount,
        sum(net_amount) filter (measure = 'settled') as settled_amount,
        sum(net_amount) filter (measure = 'recovered') as recovered_amount,
        sum(net_amount) filter (measure = 'retained') as retained_amount
    from movements
    group by contract_line_key, contract_key, company_key, line_kind, effect_date
),

reached as (
    select
        contract_line_key,
        contract_key,
        company_key,
        line_kind,
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
        greatest(performed_net_amount - invoiced_net_amount, 0)::decimal(18, 3) as unbilled_net_amount,
        greatest(invoiced_net_amount - performed_net_amount, 0)::decimal(18, 3) as billed_ahead_net_amount,
        greatest(invoiced_net_amount - settled_net_amount - recovered_net_amount, 0)::decimal(18, 3)
            as unsettled_net_amount,
        greatest(performed_net_amount - value_net_amount, 0)::decimal(18, 3) as beyond_value_net_amount
    from reached
)

select * from final
