-- What happened to one facility, loan, bill or guarantee up to a day, each with the source's row. A guarantee's rows are the
-- days on which its amount or margin changed.
-- :param as_of: date — the day; what happened on it counts
-- :param paper: varchar — its key: facility, loan, bill or guarantee, and the document's
with

events as (
    select
        'bill|' || bill_key as paper_key,
        bill_event_key as event_key,
        event_type || if(is_assumed, '_assumed', '') as event_type,
        event_date,
        currency,
        event_amount,
        cash_amount,
        interest_amount + fee_amount as cost_amount,
        discount_rate as interest_rate,
        recourse_amount,
        system,
        source_table,
        source_key
    from marts.fct_bill_events
    union all by name
    select
        'loan|' || loan_key as paper_key,
        loan_event_key as event_key,
        event_type,
        event_date,
        currency,
        event_amount,
        if(event_type = 'drawdown', 1, -1) * event_amount as cash_amount,
        if(event_type = 'interest', event_amount, 0) as cost_amount,
        system,
        source_table,
        source_key
    from marts.fct_debt_events
    union all by name
    select
        'guarantee|' || guarantee_key as paper_key,
        guarantee_balance_key as event_key,
        if(from_date = issue_date, 'given', 'changed') as event_type,
        from_date as event_date,
        currency,
        guarantee_amount as event_amount,
        margin_amount,
        system,
        source_table,
        source_key
    from marts.fct_guarantee_balances
    union all by name
    select
        'guarantee|' || guarantee_key as paper_key,
        max(guarantee_balance_key) || '|released' as event_key,
        'released' as event_type,
        max(until_date) as event_date,
        max(currency) as currency,
        0 as event_amount,
        0 as margin_amount,
        max(system) as system,
        max(source_table) as source_table,
        max(source_key) as source_key
    from marts.fct_guarantee_balances
    group by guarantee_key
    union all by name
    select
        'facility|' || document_key as paper_key,
        credit_use_key as event_key,
        'granted' as event_type,
        from_date as event_date,
        currency,
        use_amount as event_amount,
        system,
        source_table,
        source_key
    from marts.fct_credit_uses
    where use_kind = 'limit'
)

select * exclude (paper_key)
from events
where paper_key = $paper and event_date <= $as_of
order by event_date, event_type not in ('received', 'issued'), event_key
