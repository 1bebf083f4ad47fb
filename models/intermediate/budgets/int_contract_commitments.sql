with

contracts as (
    select
        contract_key,
        currency,
        least(closed_date, termination_date) as ended_date
    from {{ ref('contracts') }}
    where contract_side = 'purchase' and company_key is not null and signed_date is not null
),

-- what is signed, and what is changed since
worths as (
    select
        steps.contract_key,
        case when steps.event_kind = 'signed' then 'committed' else 'changed' end as step_kind,
        case when steps.event_kind = 'signed' then 'contract' else 'contract_change' end as document_class,
        coalesce(steps.contract_change_key, steps.contract_key) as document_key,
        steps.event_date as step_date,
        1 as step_order,
        steps.net_amount as value_amount,
        0 as taken_amount
    from (
        select * from {{ ref('int_contract_steps') }}
        where event_kind = 'signed'
        union all by name
        select * from {{ ref('int_contract_change_steps') }} where event_kind = 'changed'
    ) as steps
    inner join contracts on steps.contract_key = contracts.contract_key
),

-- an order that calls from it takes its place; what is left of the order when it ends, comes back
calls as (
    select
        paths.contract_key,
        'replaced' as step_kind,
        'order' as document_class,
        paths.order_key as document_key,
        moves.step_date,
        2 as step_order,
        0 as value_amount,
        sum(moves.moved_amount) as taken_amount,
        orders.currency
    from {{ ref('int_order_commitments') }} as moves
    inner join {{ ref('orders') }} as orders on moves.commitment_key = 'order|' || orders.order_key
    inner join {{ ref('int_purchase_paths') }} as paths
        on orders.order_key = paths.document_key and paths.document_class = 'order'
    where moves.step_kind in ('committed', 'released', 'lapsed') and paths.contract_key is not null
    group by all
),

uses as (
    select
        contract_key,
        'used' as step_kind,
        document_class,
        document_key,
        use_date as step_date,
        2 as step_order,
        0 as value_amount,
        net_amount as taken_amount,
        currency
    from {{ ref('int_order_uses') }}
    where order_key is null and contract_key is not null
),

-- in the contract's currency; without a rate nothing is taken away
taken as (
    select
        unlike.* exclude (currency, taken_amount),
        coalesce(unlike.taken_amount * rates.rate, 0)::decimal(24, 3) as taken_amount
    from (
        select * from calls
        union all
        select * from uses
    ) as unlike
    inner join contracts on unlike.contract_key = contracts.contract_key
    left join {{ ref('int_exchange_rates') }} as rates
        on
            unlike.currency = rates.from_currency
            and contracts.currency = rates.to_currency
            and unlike.step_date >= rates.from_date
            and unlike.step_date < rates.until_date
),

keyed as (
    select
        * exclude (contract_key),
        'contract|' || contract_key as commitment_key,
        document_class || '|' || document_key as step_key,
        step_kind = 'released' as is_end
    from (
        select * from worths
        union all
        select * from taken
        union all
        select
            contract_key,
            contract_end.*
        from contracts
        cross join lateral (values ('released', 'contract', contract_key, ended_date, 9, 0, 0)) as contract_end
        where ended_date is not null
    )
),

final as (
    {{ commitment_moves('keyed') }}
)

select * from final
