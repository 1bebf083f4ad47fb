-- Golden parties of which several customers' records are one, with what may be lost with all of them, beside the limits of
-- the records (parties): equal ones are one limit; of those that differ the lowest counts. Third parties only.
members as (
    select
        records.party_key,
        records.customer_key,
        golden.party_name,
        golden.party_basis,
        customers.customer_id,
        limited.customer_key is not null as is_exposed,
        coalesce(limited.is_known, true) as is_known,
        coalesce(limited.exposure_amount, 0) as exposure_amount,
        limits.credit_limit_amount,
        limits.limit_amount,
        (not records.is_first, length(customers.customer_id), customers.customer_id) as place
    from marts.dim_party as golden
    inner join marts.dim_party_record as records on golden.party_key = records.party_key
    inner join marts.dim_customer as customers on records.customer_key = customers.customer_key
    left join limited on records.customer_key = limited.customer_key
    left join limits on records.customer_key = limits.customer_key
    where
        golden.customer_count > 1
        and not golden.is_intercompany
        and ($system is null or records.system = $system)
),

by_records as (
    select
        party_key,
        min_by(customer_key, (place, customer_key)) as customer_key,
        min(party_name) as party_name,
        min(party_basis) as party_basis,
        string_agg(customer_id, ', ' order by place) as customer_ids,
        count(*)::integer as record_count,
        case when bool_and(is_known) then sum(exposure_amount) end::decimal(18, 3) as exposure_amount,
        count(credit_limit_amount) > 0 as has_limit,
        case when count(credit_limit_amount) = count(limit_amount) then min(limit_amount) end::decimal(18, 3) as limit_amount,
        max(limit_amount)::decimal(18, 3) as highest_limit_amount
    from members
    group by party_key
    having bool_or(is_exposed)
),

parties as (
    select
        *,
        case
            when not has_limit then 'none'
            when limit_amount is null or exposure_amount is null then 'unknown'
            when exposure_amount > highest_limit_amount then 'over'
            when exposure_amount > limit_amount then 'differ'
            else 'within'
        end as limit_state
    from by_records
),
