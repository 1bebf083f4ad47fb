with

contracts as (
    select * from {{ ref('contracts') }}
    where contract_side = 'purchase' and company_key is not null
),

-- the account on which most of what a contract cost is booked
booked as (
    select
        contract_key,
        arg_max(account_key, (amount, account_key)) as account_key
    from (
        select
            contract_key,
            account_key,
            sum(ledger_amount_company) as amount
        from {{ ref('int_cost_entries') }}
        where contract_key is not null
        group by all
    )
    group by all
),

-- while nothing is: as contracts of the company and category mostly are
final as (
    select
        contracts.contract_key,
        coalesce(
            booked.account_key,
            mode(booked.account_key order by booked.account_key) over (
                partition by contracts.company_key, contracts.contract_category
            )
        ) as account_key,
        case when booked.account_key is not null then 'booked' else 'estimated' end as account_basis
    from contracts
    left join booked on contracts.contract_key = booked.contract_key
)

select * from final
