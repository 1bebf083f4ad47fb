-- What each bank grants each company on a day, what takes from it, and what is left, with a total. Headroom is what is granted
-- less what counts; a bank that grants nothing has none to give, and shows no headroom.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param bank: varchar? — name of a bank, as the sources spell it; null: all
-- :param find: varchar? — part of the name of a bank or company; null: all
with

-- :part papers

by_bank as (
    select
        concat_ws('|', company_key, system, coalesce(bank_name, ''), currency) as line_key,
        company_name,
        bank_name,
        currency,
        max(shown_currency) as shown_currency,
        sum(paper_amount * shown_rate) filter (paper_kind = 'limit')::decimal(24, 2) as limit_amount,
        coalesce(sum(paper_amount * shown_rate) filter (paper_kind = 'loan'), 0)::decimal(24, 2) as drawn_amount,
        coalesce(sum(paper_amount * shown_rate) filter (paper_kind = 'acceptance'), 0)::decimal(24, 2) as accepted_amount,
        coalesce(sum(paper_amount * shown_rate) filter (paper_kind = 'guarantee'), 0)::decimal(24, 2) as guaranteed_amount,
        sum(margin_amount * shown_rate)::decimal(24, 2) as margin_amount,
        sum(counted_amount * shown_rate)::decimal(24, 2) as counted_amount,
        count(*) filter (shown_rate is null) as unknown_count,
        max(due_date) filter (paper_kind = 'limit') as facility_end_date
    from (select * replace (line_currency as currency) from papers)
    where paper_kind in ('limit', 'loan', 'acceptance', 'guarantee')
    group by all
),

named as (
    select
        *,
        limit_amount - counted_amount as headroom_amount,
        case
            when limit_amount is null then 'no_facility'
            when counted_amount > limit_amount then 'over_limit'
            else 'within'
        end as line_state
    from by_bank
    where $find is null or contains(lower(company_name || ' ' || coalesce(bank_name, '')), lower($find))
)

select
    line_key,
    company_name,
    bank_name,
    currency,
    line_state,
    facility_end_date,
    max(shown_currency) as shown_currency,
    if(sum(unknown_count) = 0, sum(limit_amount), null)::decimal(18, 3) as limit_amount,
    if(sum(unknown_count) = 0, sum(drawn_amount), null)::decimal(18, 3) as drawn_amount,
    if(sum(unknown_count) = 0, sum(accepted_amount), null)::decimal(18, 3) as accepted_amount,
    if(sum(unknown_count) = 0, sum(guaranteed_amount), null)::decimal(18, 3) as guaranteed_amount,
    if(sum(unknown_count) = 0, sum(margin_amount), null)::decimal(18, 3) as margin_amount,
    -- a bank over its limit does not eat another bank's room
    if(sum(unknown_count) = 0, if(grouping(line_key) = 1, sum(greatest(headroom_amount, 0)), sum(headroom_amount)), null)
    ::decimal(18, 3) as headroom_amount
from named
group by grouping sets ((line_key, company_name, bank_name, currency, line_state, facility_end_date), ())
having count(*) > 0
order by line_key is null, company_name, bank_name
