-- The headline figures of banks on a day: what they grant, what takes from it and what stands where nothing is granted,
-- what is left (bank by bank, never below nothing), what must be paid within 30 days (overdue included), bills held and passed on, guarantees and their margins. One row.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param bank: varchar? — name of a bank, as the sources spell it; null: all
with

-- :part papers

room as (
    select
        sum(greatest(bank_room, 0)) as undrawn_amount,
        sum(counted_amount) filter (has_limit) as used_amount,
        sum(counted_amount) filter (not has_limit) as unlined_amount
    from (
        select
            sum(if(paper_kind = 'limit', paper_amount, -counted_amount) * shown_rate)::decimal(24, 2) as bank_room,
            sum(counted_amount * shown_rate)::decimal(24, 2) as counted_amount,
            bool_or(paper_kind = 'limit') as has_limit
        from papers
        group by company_key, system, bank_name, line_currency
    ) as by_bank
),

sums as (
    select
        count(*) as paper_count,
        string_agg(distinct currency, ', ' order by currency) filter (shown_rate is null) as missing_rate_currencies,
        sum(paper_amount * shown_rate) filter (paper_kind = 'limit') as limit_amount,
        sum(paper_amount * shown_rate) filter (paper_kind in ('loan', 'acceptance', 'own_bill') and days_until_due < 30)
            as month_amount,
        min(due_date) filter (paper_kind in ('loan', 'acceptance', 'own_bill')) as next_due_date,
        sum(paper_amount * shown_rate) filter (paper_kind = 'bill_held') as held_amount,
        count(*) filter (paper_kind = 'bill_held' and days_until_due < 0) as late_count,
        sum(paper_amount * shown_rate) filter (paper_kind = 'bill_passed_on') as recourse_amount,
        sum(paper_amount * shown_rate) filter (paper_kind = 'guarantee') as guaranteed_amount,
        count(*) filter (paper_kind = 'guarantee') as guarantee_count,
        sum(margin_amount * shown_rate) as margin_amount,
        sum(margin_amount * shown_rate) filter (paper_kind = 'guarantee' and days_until_due < 0) as expired_margin_amount
    from papers
),

scope as (
    select if($company is null, max(presentation_currency), max(currency)) as shown_currency
    from marts.dim_company
    where $company is null or company_key = $company
)

select
    scope.shown_currency,
    sums.paper_count,
    sums.missing_rate_currencies,
    if(sums.missing_rate_currencies is null, coalesce(sums.limit_amount, 0), null)::decimal(18, 2)::decimal(18, 3) as limit_amount,
    if(sums.missing_rate_currencies is null, coalesce(room.used_amount, 0), null)::decimal(18, 3) as used_amount,
    if(sums.missing_rate_currencies is null, coalesce(room.unlined_amount, 0), null)::decimal(18, 3) as unlined_amount,
    if(sums.missing_rate_currencies is null, coalesce(room.undrawn_amount, 0), null)::decimal(18, 3) as undrawn_amount,
    if(sums.missing_rate_currencies is null, coalesce(sums.month_amount, 0), null)::decimal(18, 2)::decimal(18, 3) as month_amount,
    sums.next_due_date,
    if(sums.missing_rate_currencies is null, coalesce(sums.held_amount, 0), null)::decimal(18, 2)::decimal(18, 3) as held_amount,
    sums.late_count,
    if(sums.missing_rate_currencies is null, coalesce(sums.recourse_amount, 0), null)::decimal(18, 2)::decimal(18, 3)
        as recourse_amount,
    if(sums.missing_rate_currencies is null, coalesce(sums.guaranteed_amount, 0), null)::decimal(18, 2)::decimal(18, 3)
        as guaranteed_amount,
    sums.guarantee_count,
    if(sums.missing_rate_currencies is null, coalesce(sums.margin_amount, 0), null)::decimal(18, 2)::decimal(18, 3)
        as margin_amount,
    if(sums.missing_rate_currencies is null, coalesce(sums.expired_margin_amount, 0), null)::decimal(18, 2)::decimal(18, 3)
        as expired_margin_amount
from sums
cross join room
cross join scope
