-- At every month end the intervals and the cumulated events of bills say the same, per company, side and currency: what is
-- held or issued, and what we answer for.
with

month_ends as (
    select distinct last_day(event_date) as month_end_date from {{ ref('fct_bill_events') }}
),

from_events as (
    select
        month_ends.month_end_date,
        events.company_key,
        events.bill_side,
        events.currency,
        abs(sum(events.bills_amount)) as outstanding_amount,
        sum(events.recourse_amount) as recourse_amount
    from month_ends
    inner join {{ ref('fct_bill_events') }} as events on events.event_date <= month_ends.month_end_date
    group by all
),

from_balances as (
    select
        month_ends.month_end_date,
        balances.company_key,
        balances.bill_side,
        balances.currency,
        coalesce(sum(balances.bill_amount) filter (balances.is_outstanding), 0) as outstanding_amount,
        coalesce(sum(balances.bill_amount) filter (balances.has_recourse), 0) as recourse_amount
    from month_ends
    inner join {{ ref('fct_bill_balances') }} as balances
        on balances.from_date <= month_ends.month_end_date and month_ends.month_end_date < balances.until_date
    group by all
)

select *
from from_events
full join from_balances using (month_end_date, company_key, bill_side, currency)
where
    coalesce(from_events.outstanding_amount, 0) <> coalesce(from_balances.outstanding_amount, 0)
    or coalesce(from_events.recourse_amount, 0) <> coalesce(from_balances.recourse_amount, 0)
