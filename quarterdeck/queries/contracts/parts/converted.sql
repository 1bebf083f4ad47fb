-- The amounts of each contract in the currency that is shown (converted): what is in it needs no rate; any other is converted
-- at those of the day, rounded to the cent, and is null without one.
converted as (
    select
        chosen.*,
        case
            when chosen.currency = chosen.shown_currency then coalesce(positions.worth, 0)
            else (coalesce(positions.worth, 0) * own_rates.rate / shown_rates.rate)::decimal(18, 2)
        end as worth_amount,
        case
            when chosen.currency = chosen.shown_currency then coalesce(positions.performed, 0)
            else (coalesce(positions.performed, 0) * own_rates.rate / shown_rates.rate)::decimal(18, 2)
        end as performed_amount,
        case
            when chosen.currency = chosen.shown_currency then coalesce(positions.billed, 0)
            else (coalesce(positions.billed, 0) * own_rates.rate / shown_rates.rate)::decimal(18, 2)
        end as billed_amount,
        case
            when chosen.currency = chosen.shown_currency then coalesce(positions.settled, 0)
            else (coalesce(positions.settled, 0) * own_rates.rate / shown_rates.rate)::decimal(18, 2)
        end as settled_amount,
        case
            when chosen.currency = chosen.shown_currency then coalesce(positions.unbilled, 0)
            else (coalesce(positions.unbilled, 0) * own_rates.rate / shown_rates.rate)::decimal(18, 2)
        end as unbilled_amount,
        case
            when chosen.currency = chosen.shown_currency then coalesce(positions.billed_ahead, 0)
            else (coalesce(positions.billed_ahead, 0) * own_rates.rate / shown_rates.rate)::decimal(18, 2)
        end as billed_ahead_amount,
        case
            when chosen.currency = chosen.shown_currency then coalesce(positions.unsettled, 0)
            else (coalesce(positions.unsettled, 0) * own_rates.rate / shown_rates.rate)::decimal(18, 2)
        end as unsettled_amount,
        case
            when chosen.currency = chosen.shown_currency then coalesce(positions.beyond_value, 0)
            else (coalesce(positions.beyond_value, 0) * own_rates.rate / shown_rates.rate)::decimal(18, 2)
        end as beyond_value_amount,
        case
            when chosen.currency = chosen.shown_currency then coalesce(pending.pending, 0)
            else (coalesce(pending.pending, 0) * own_rates.rate / shown_rates.rate)::decimal(18, 2)
        end as pending_amount
    from chosen
    left join positions
        on chosen.contract_key = positions.contract_key and chosen.as_of_date = positions.as_of_date
    left join pending on chosen.contract_key = pending.contract_key and chosen.as_of_date = pending.as_of_date
    left join marts.fct_exchange_rates as own_rates
        on
            chosen.currency = own_rates.from_currency
            and own_rates.from_date <= chosen.as_of_date
            and chosen.as_of_date < own_rates.until_date
    left join marts.fct_exchange_rates as shown_rates
        on
            chosen.shown_currency = shown_rates.from_currency
            and shown_rates.from_date <= chosen.as_of_date
            and chosen.as_of_date < shown_rates.until_date
),
