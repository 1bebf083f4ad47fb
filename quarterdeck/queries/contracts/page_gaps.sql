-- Where value, performance, invoices and money part: each gap by company, and the total of each gap (no company).
-- unbilled: performed, not billed; billed_ahead: billed, not performed; unsettled: billed, settled neither by money nor by
-- an advance, retention included; beyond_value: performed beyond what the line is worth. Gaps are taken by line, go one
-- way, and are never netted.
-- Amounts are without tax. Each contract's are converted from its currency at the rates of the day and rounded to the cent,
-- so that all parts add up; without a rate they are null.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system of contracts; null: all
-- :param side: varchar — sales or purchase
-- :param status: varchar? — not_signed, signed, performing, overdue, finished, closed, terminated, or expiring; null: all
-- :param ahead_days: integer — a contract that ends within so many days is expiring [default 90]
with

days as (
    select $as_of as as_of_date
),

stated as (
    select
        days.as_of_date,
        contracts.contract_key,
        contracts.contract_number,
        contracts.contract_title,
        contracts.contract_category,
        contracts.party_name,
        contracts.is_intercompany,
        contracts.owner_name,
        contracts.company_key,
        companies.company_name,
        companies.company_path,
        contracts.currency,
        case when $company is null then companies.presentation_currency else companies.currency end as shown_currency,
        contracts.end_date,
        case
            when contracts.termination_date <= days.as_of_date then 'terminated'
            when contracts.closed_date <= days.as_of_date then 'closed'
            when contracts.finished_date <= days.as_of_date then 'finished'
            when contracts.signed_date > days.as_of_date or contracts.signed_date is null then 'not_signed'
            when contracts.end_date < days.as_of_date then 'overdue'
            when contracts.begin_date > days.as_of_date then 'signed'
            else 'performing'
        end as status
    from days
    inner join marts.dim_contract as contracts
        on coalesce(contracts.applied_date, contracts.signed_date) <= days.as_of_date
    inner join marts.dim_company as companies on contracts.company_key = companies.company_key
    where
        ($company is null or contracts.company_key = $company)
        and ($system is null or contracts.system = $system)
        and contracts.contract_side = $side
),

chosen as (
    select
        *,
        status in ('signed', 'performing') and end_date - as_of_date <= $ahead_days as is_expiring
    from stated
    where $status is null or status = $status or ($status = 'expiring' and is_expiring)
),

positions as (
    select
        chosen.as_of_date,
        chosen.contract_key,
        sum(positions.value_net_amount) as worth,
        sum(positions.performed_net_amount) as performed,
        sum(positions.invoiced_net_amount) as billed,
        sum(positions.settled_net_amount + positions.recovered_net_amount) as settled,
        sum(positions.unbilled_net_amount) as unbilled,
        sum(positions.billed_ahead_net_amount) as billed_ahead,
        sum(positions.unsettled_net_amount) as unsettled,
        sum(positions.beyond_value_net_amount) as beyond_value
    from chosen
    inner join marts.fct_contract_positions as positions
        on
            chosen.contract_key = positions.contract_key
            and positions.from_date <= chosen.as_of_date
            and chosen.as_of_date < positions.until_date
    group by all
),

pending as (
    select
        chosen.as_of_date,
        chosen.contract_key,
        sum(events.pending_net_amount) as pending
    from chosen
    inner join marts.fct_contract_events as events
        on chosen.contract_key = events.contract_key and events.event_date <= chosen.as_of_date
    group by all
),

-- an amount in the shown currency needs no rate; any other is converted at those of the day, and is null without one
converted as (
    select
        chosen.*,
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
        end as beyond_value_amount
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

gaps as (
    select contract_key, company_key, 'unbilled' as gap, unbilled_amount as gap_amount from converted
    union all
    select contract_key, company_key, 'billed_ahead' as gap, billed_ahead_amount as gap_amount from converted
    union all
    select contract_key, company_key, 'unsettled' as gap, unsettled_amount as gap_amount from converted
    union all
    select contract_key, company_key, 'beyond_value' as gap, beyond_value_amount as gap_amount from converted
),

companies as (
    select distinct
        company_key,
        company_name,
        company_path
    from converted
),

-- every cell, also an empty one
cells as (
    select
        gaps.gap,
        companies.company_key,
        companies.company_name,
        companies.company_path,
        case when count(*) filter (gaps.gap_amount is null) = 0 then sum(gaps.gap_amount) end as gap_amount,
        count(*) filter (gaps.gap_amount <> 0) as contract_count
    from gaps
    inner join companies on gaps.company_key = companies.company_key
    group by all
),

final as (
    select
        gap,
        company_key,
        company_name,
        case when count(*) filter (gap_amount is null) = 0 then sum(gap_amount) end::decimal(18, 3) as shown_amount,
        sum(contract_count)::integer as contract_count
    from cells
    group by grouping sets ((gap, company_key, company_name, company_path), (gap))
    order by company_path, gap
)

select * from final
