-- Contracts that the filters leave (chosen), with their lines' positions and what is asked for on each day of days.
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
