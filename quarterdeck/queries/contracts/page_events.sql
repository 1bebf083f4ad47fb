-- What happened to one contract up to a day: signed, changed, asked for, settled (结算), finished, closed; oldest first, with
-- what it is worth after each, with tax, in its currency.
-- :param as_of: date — events up to this day
-- :param contract: varchar — key of the contract
with

events as (
    select *
    from marts.fct_contract_events
    where contract_key = $contract and event_date <= $as_of
),

final as (
    select
        contract_event_key,
        contract_key,
        event_date,
        event_kind,
        currency,
        nullif(gross_amount, 0) as gross_amount,
        nullif(pending_gross_amount, 0) as pending_gross_amount,
        settlement_gross_amount,
        (sum(gross_amount) over to_here)::decimal(18, 3) as reached_amount,
        recorded_at,
        system,
        source_table,
        source_key,
        load_id
    from events
    window to_here as (
        order by event_date, recorded_at, contract_event_key
        rows between unbounded preceding and current row
    )
)

select * from final
order by event_date, recorded_at, contract_event_key
