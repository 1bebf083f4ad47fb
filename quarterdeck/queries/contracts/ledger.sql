-- Contracts as of a day: what they are worth, what is asked for, billed, settled and open, in their own currency.
-- Value = signed + approved changes in force by the day + ended (negative: what a contract that has ended leaves undone, and
-- what its audited settlement makes of it); billed, settled and open are gross and of documents that name the contract (in
-- its currency); settled is whatever is not open of what is billed, in money, bills or offset; unapplied is money that names the contract and settles nothing yet; advances stand apart.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system of contracts; null: all
-- :param side: varchar? — sales or purchase; null: both
with

chosen as (
    select
        contracts.*,
        companies.company_code,
        companies.company_name
    from marts.dim_contract as contracts
    inner join marts.dim_company as companies on contracts.company_key = companies.company_key
    where
        coalesce(contracts.applied_date, contracts.signed_date) <= $as_of
        and ($company is null or $company in (companies.company_code, companies.company_name))
        and ($system is null or contracts.system = $system)
        and ($side is null or contracts.contract_side = $side)
),

worth as (
    select
        contract_key,
        sum(net_amount) filter (event_kind = 'signed') as signed_net_amount,
        sum(gross_amount) filter (event_kind = 'signed') as signed_gross_amount,
        sum(gross_amount) filter (event_kind = 'changed') as changed_gross_amount,
        sum(gross_amount) filter (event_kind in ('released', 'settled')) as ended_gross_amount,
        count(*) filter (event_kind = 'changed') as change_count,
        sum(net_amount) as net_amount,
        sum(gross_amount) as gross_amount,
        sum(pending_gross_amount) as pending_gross_amount,
        arg_max(settlement_gross_amount, (event_date, contract_event_key)) filter (event_kind = 'settlement_submitted')
            as submitted_gross_amount,
        arg_max(settlement_gross_amount, (event_date, contract_event_key)) filter (event_kind = 'settlement_audited')
            as audited_gross_amount
    from marts.fct_contract_events
    where event_date <= $as_of
    group by all
),

effects as (
    select contract_key, item_key, currency, effect_class, effect_amount
    from marts.fct_receivable_effects
    where contract_key is not null and effect_date <= $as_of
    union all
    select contract_key, item_key, currency, effect_class, effect_amount
    from marts.fct_payable_effects
    where contract_key is not null and effect_date <= $as_of
),

items as (
    select
        contract_key,
        currency,
        item_key,
        bool_or(effect_class = 'billing') as is_billed,
        sum(effect_amount) filter (effect_class = 'billing') as billed_amount,
        sum(effect_amount) as open_amount
    from effects
    group by all
),

billed as (
    select
        contract_key,
        currency,
        sum(billed_amount) as billed_gross_amount,
        sum(open_amount) filter (is_billed) as open_gross_amount,
        -sum(open_amount) filter (not is_billed) as unapplied_amount
    from items
    group by all
),

-- what is billed in another currency than the contract's is not added to it, and not forgotten
elsewhere as (
    select
        items.contract_key,
        count(*) as other_currency_count
    from items
    inner join chosen on items.contract_key = chosen.contract_key and items.currency <> chosen.currency
    group by all
),

advances as (
    select
        contract_key,
        currency,
        sum(advance_amount) filter (effect_class = 'cash') as advance_paid_amount,
        sum(advance_amount) as advance_open_amount
    from marts.fct_advance_effects
    where contract_key is not null and effect_date <= $as_of
    group by all
)

select
    chosen.system,
    chosen.company_code as company,
    chosen.company_name,
    chosen.contract_side as side,
    chosen.contract_number,
    chosen.contract_title,
    chosen.contract_category as category,
    chosen.party_name as party,
    chosen.is_intercompany,
    chosen.owner_name as owner,
    case
        when chosen.termination_date <= $as_of then 'terminated'
        when chosen.closed_date <= $as_of then 'closed'
        when chosen.finished_date <= $as_of then 'finished'
        when chosen.signed_date > $as_of or chosen.signed_date is null then 'not signed'
        when chosen.end_date < $as_of then 'overdue'
        when chosen.begin_date > $as_of then 'signed'
        else 'performing'
    end as status,
    chosen.applied_date,
    case when chosen.signed_date <= $as_of then chosen.signed_date end as signed_date,
    chosen.begin_date,
    chosen.end_date,
    case when chosen.finished_date <= $as_of then chosen.finished_date end as finished_date,
    chosen.currency,
    coalesce(worth.signed_net_amount, 0)::decimal(18, 3) as signed_net_amount,
    coalesce(worth.signed_gross_amount, 0)::decimal(18, 3) as signed_gross_amount,
    coalesce(worth.changed_gross_amount, 0)::decimal(18, 3) as changed_gross_amount,
    coalesce(worth.change_count, 0)::integer as change_count,
    coalesce(worth.ended_gross_amount, 0)::decimal(18, 3) as ended_gross_amount,
    coalesce(worth.net_amount, 0)::decimal(18, 3) as net_amount,
    coalesce(worth.gross_amount, 0)::decimal(18, 3) as gross_amount,
    coalesce(worth.pending_gross_amount, 0)::decimal(18, 3) as pending_gross_amount,
    worth.submitted_gross_amount,
    worth.audited_gross_amount,
    coalesce(advances.advance_paid_amount, 0)::decimal(18, 3) as advance_paid_amount,
    coalesce(advances.advance_open_amount, 0)::decimal(18, 3) as advance_open_amount,
    coalesce(billed.billed_gross_amount, 0)::decimal(18, 3) as billed_gross_amount,
    (coalesce(billed.billed_gross_amount, 0) - coalesce(billed.open_gross_amount, 0))::decimal(18, 3)
        as settled_gross_amount,
    coalesce(billed.open_gross_amount, 0)::decimal(18, 3) as open_gross_amount,
    coalesce(billed.unapplied_amount, 0)::decimal(18, 3) as unapplied_amount,
    coalesce(elsewhere.other_currency_count, 0)::integer as other_currency_count,
    chosen.contract_key,
    chosen.source_table,
    chosen.source_key,
    chosen.load_id
from chosen
left join worth on chosen.contract_key = worth.contract_key
left join billed on chosen.contract_key = billed.contract_key and chosen.currency = billed.currency
left join elsewhere on chosen.contract_key = elsewhere.contract_key
left join advances on chosen.contract_key = advances.contract_key and chosen.currency = advances.currency
order by company, side, contract_number, contract_key
