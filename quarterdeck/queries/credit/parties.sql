-- Golden parties of which several customers' records are one, with what may be lost with all of them together, beside the
-- limits of the records: equal ones are one limit; of those that differ the lowest counts. Third parties only.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
with

-- :part exposures

-- :part limits

-- :part customers

-- :part parties

final as (
    select
        party_key,
        customer_key,
        party_name,
        party_basis,
        customer_ids,
        record_count,
        exposure_amount,
        limit_amount,
        highest_limit_amount,
        (limit_amount - exposure_amount)::decimal(18, 3) as headroom_amount,
        limit_state
    from parties
)

select * from final
