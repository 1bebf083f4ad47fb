-- One contract on a day, in its own currency: who, when, on what terms; what it is worth, performed, billed and settled, and
-- the gaps between, without tax; beside them what is signed, changed and asked for, with tax. No row: there is none by then.
-- Settled is what money, offset and recovered advances have settled of what is billed.
-- :param as_of: date — the day; what happened on it counts
-- :param contract: varchar — key of the contract
with

chosen as (
    select contracts.*
    from marts.dim_contract as contracts
    where contracts.contract_key = $contract and coalesce(contracts.applied_date, contracts.signed_date) <= $as_of
),

positions as (
    select
        contract_key,
        sum(value_net_amount) as worth_amount,
        sum(performed_net_amount) as performed_amount,
        sum(invoiced_net_amount) as billed_amount,
        sum(settled_net_amount) + sum(recovered_net_amount) as settled_amount,
        sum(retained_net_amount) as retained_amount,
        sum(unbilled_net_amount) as unbilled_amount,
        sum(billed_ahead_net_amount) as billed_ahead_amount,
        sum(unsettled_net_amount) as unsettled_amount,
        sum(beyond_value_net_amount) as beyond_value_amount
    from marts.fct_contract_positions
    where contract_key = $contract and from_date <= $as_of and $as_of < until_date
    group by all
),

worth as (
    select
        contract_key,
        sum(gross_amount) filter (event_kind = 'signed') as signed_gross_amount,
        sum(gross_amount) filter (event_kind = 'changed') as changed_gross_amount,
        sum(gross_amount) filter (event_kind in ('released', 'settled')) as ended_gross_amount,
        sum(gross_amount) as gross_amount,
        sum(pending_gross_amount) as pending_gross_amount,
        arg_max(settlement_gross_amount, (event_date, contract_event_key)) filter (event_kind = 'settlement_submitted')
            as submitted_gross_amount,
        arg_max(settlement_gross_amount, (event_date, contract_event_key)) filter (event_kind = 'settlement_audited')
            as audited_gross_amount
    from marts.fct_contract_events
    where contract_key = $contract and event_date <= $as_of
    group by all
),

advances as (
    select
        contract_key,
        currency,
        sum(advance_amount) as advance_open_amount
    from marts.fct_advance_effects
    where contract_key = $contract and effect_date <= $as_of
    group by all
),

final as (
    select
        chosen.contract_key,
        chosen.contract_number,
        chosen.contract_title,
        chosen.contract_side as side,
        chosen.contract_category,
        chosen.customer_key,
        chosen.party_name,
        chosen.is_intercompany,
        chosen.owner_name,
        companies.company_name,
        framing.contract_number as for_contract_number,
        chosen.for_contract_key,
        chosen.project_code,
        chosen.tender_number,
        case
            when chosen.termination_date <= $as_of then 'terminated'
            when chosen.closed_date <= $as_of then 'closed'
            when chosen.finished_date <= $as_of then 'finished'
            when chosen.signed_date > $as_of or chosen.signed_date is null then 'not_signed'
            when chosen.end_date < $as_of then 'overdue'
            when chosen.begin_date > $as_of then 'signed'
            else 'performing'
        end as status,
        case when chosen.signed_date <= $as_of then chosen.signed_date end as signed_date,
        chosen.begin_date,
        chosen.end_date,
        case when chosen.finished_date <= $as_of then chosen.finished_date end as finished_date,
        case
            when least(chosen.closed_date, chosen.termination_date) <= $as_of
                then least(chosen.closed_date, chosen.termination_date)
        end as closed_date,
        chosen.payment_terms_days,
        nullif(chosen.advance_share, 0) as advance_share,
        nullif(chosen.retention_share, 0) as retention_share,
        nullif(chosen.warranty_months, 0) as warranty_months,
        chosen.currency,
        chosen.currency as shown_currency,
        coalesce(worth.signed_gross_amount, 0)::decimal(18, 3) as signed_gross_amount,
        nullif(worth.changed_gross_amount, 0)::decimal(18, 3) as changed_gross_amount,
        nullif(worth.ended_gross_amount, 0)::decimal(18, 3) as ended_gross_amount,
        coalesce(worth.gross_amount, 0)::decimal(18, 3) as gross_amount,
        nullif(worth.pending_gross_amount, 0)::decimal(18, 3) as pending_gross_amount,
        worth.submitted_gross_amount,
        worth.audited_gross_amount,
        nullif(advances.advance_open_amount, 0)::decimal(18, 3) as advance_open_amount,
        nullif(positions.retained_amount, 0)::decimal(18, 3) as retained_amount,
        coalesce(positions.worth_amount, 0)::decimal(18, 3) as worth_amount,
        coalesce(positions.performed_amount, 0)::decimal(18, 3) as performed_amount,
        coalesce(positions.billed_amount, 0)::decimal(18, 3) as billed_amount,
        coalesce(positions.settled_amount, 0)::decimal(18, 3) as settled_amount,
        coalesce(positions.unbilled_amount, 0)::decimal(18, 3) as unbilled_amount,
        coalesce(positions.billed_ahead_amount, 0)::decimal(18, 3) as billed_ahead_amount,
        coalesce(positions.unsettled_amount, 0)::decimal(18, 3) as unsettled_amount,
        coalesce(positions.beyond_value_amount, 0)::decimal(18, 3) as beyond_value_amount
    from chosen
    inner join marts.dim_company as companies on chosen.company_key = companies.company_key
    left join marts.dim_contract as framing on chosen.for_contract_key = framing.contract_key
    left join positions on chosen.contract_key = positions.contract_key
    left join worth on chosen.contract_key = worth.contract_key
    left join advances on chosen.contract_key = advances.contract_key and chosen.currency = advances.currency
)

select * from final
