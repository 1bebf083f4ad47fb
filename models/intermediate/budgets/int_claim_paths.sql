with

claims as (
    select * from {{ ref('expense_claims') }}
    where company_key is not null
),

-- a number that two journeys bear names neither
travels as (
    select
        company_key,
        travel_reference,
        min(travel_request_key) as travel_request_key
    from {{ ref('travel_requests') }}
    where company_key is not null and travel_reference is not null
    group by all
    having count(*) = 1
),

final as (
    select
        claims.expense_claim_key,
        travels.travel_request_key,
        coalesce('travel|' || travels.travel_request_key, 'claim|' || claims.expense_claim_key) as path_key
    from claims
    left join travels using (company_key, travel_reference)
)

select * from final
