with

contracts as (
    select
        *,
        least(closed_date, termination_date) as ended_date
    from {{ ref('contracts') }}
    where company_key is not null and signed_date is not null and ended_date is not null
),

releases as (
    select * from {{ ref('int_contract_line_releases') }}
),

last_settlements as (
    select
        contract_key,
        max(audited_date) as audited_date,
        arg_max(audited_gross_amount, (audited_date, contract_settlement_key)) as audited_gross_amount
    from {{ ref('contract_settlements') }}
    where audited_date is not null and audited_gross_amount is not null
    group by all
),

settlements as (
    select
        contracts.contract_key,
        greatest(last_settlements.audited_date, contracts.ended_date) as settled_date,
        {{ share_of_money(
            'last_settlements.audited_gross_amount', 'contracts.net_amount', 'contracts.gross_amount',
            'currencies.minor_digits'
        ) }} as settled_amount
    from last_settlements
    inner join contracts on last_settlements.contract_key = contracts.contract_key
    left join {{ ref('currencies') }} as currencies on contracts.currency = currencies.currency
    where contracts.net_amount <> 0 and contracts.gross_amount <> 0
),

effects as (
    select * from {{ ref('int_contract_line_values') }}
    union all by name
    select * from releases
    union all by name
    select
        contract_key,
        settled_date as effect_date,
        0 as effect_amount
    from settlements
),

by_day as (
    select
        contract_key,
        effect_date,
        sum(effect_amount) as effect_amount
    from effects
    group by all
),

worths as (
    select
        settlements.*,
        by_day.effect_date,
        sum(by_day.effect_amount) over (partition by by_day.contract_key order by by_day.effect_date) as worth_to_here
    from by_day
    inner join settlements on by_day.contract_key = settlements.contract_key
),

-- audited, an ended contract is worth what the settlement says: the difference stands on its own line
settled as (
    select
        'contract|' || contract_key as contract_line_key,
        contract_key,
        effect_date,
        'settlement' as document_type,
        settled_amount - worth_to_here - coalesce(lag(settled_amount - worth_to_here) over (
            partition by contract_key order by effect_date
        ), 0) as effect_amount
    from worths
    where effect_date >= settled_date
),

final as (
    select * from releases
    union all by name
    select * from settled
    where effect_amount <> 0
)

select * from final
