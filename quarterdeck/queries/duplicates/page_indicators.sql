-- What may have been paid twice, by grade, and what people decided about it. One row.
-- Grades are of what nobody rejected; one that a person confirmed is certain. Each amount is at the rate of the day;
-- without one all are null, and missing_rate_currencies says why.
-- :param as_of: date — the day; candidates whose last document counts by then
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param kind: varchar? — bill, payment, claim, party (records of a register) or link (of two); null: the first three
-- :param status: varchar? — open, confirmed or rejected; null: open and confirmed
with

-- :part candidates

figures as (
    select
        count(*)::integer as candidate_count,
        (count(*) filter (status = 'confirmed'))::integer as confirmed_count,
        (count(*) filter (status = 'open'))::integer as open_count,
        coalesce(sum(shown_amount), 0) as stake_amount,
        coalesce(sum(shown_paid_amount), 0) as paid_amount,
        coalesce(sum(shown_amount) filter (grade = 'certain'), 0) as certain_amount,
        coalesce(sum(shown_amount) filter (grade = 'probable'), 0) as probable_amount,
        coalesce(sum(shown_amount) filter (grade = 'possible'), 0) as possible_amount,
        (count(*) filter (grade = 'certain'))::integer as certain_count,
        (count(*) filter (grade = 'probable'))::integer as probable_count,
        (count(*) filter (grade = 'possible'))::integer as possible_count,
        string_agg(distinct company_currency, ', ' order by company_currency)
            filter (shown_amount is null and stake_amount is not null)
            as missing_rate_currencies,
        count(*) > 0 and count(stake_amount) = 0 as is_no_money
    from candidates
),

money as (
    select missing_rate_currencies is null and not is_no_money as is_known
    from figures
),

-- records of parties that nobody decided about, whatever kind is asked for
parties as (
    select
        (count(*) filter (candidate_kind = 'party'))::integer as party_count,
        (count(*) filter (candidate_kind = 'link'))::integer as link_count
    from marts.fct_duplicate_candidates
    where
        candidate_kind in ('party', 'link')
        and status = 'open'
        and known_date <= $as_of
        and ($company is null or company_key = $company)
        and ($system is null or system = $system)
),

scope as (
    select case when $company is null then max(presentation_currency) else max(currency) end as shown_currency
    from marts.dim_company
    where $company is null or company_key = $company
)

select
    scope.shown_currency,
    figures.missing_rate_currencies,
    figures.candidate_count,
    parties.party_count,
    parties.link_count,
    figures.confirmed_count,
    figures.open_count,
    figures.certain_count,
    figures.probable_count,
    figures.possible_count,
    case when money.is_known then figures.stake_amount end::decimal(18, 3) as stake_amount,
    case when money.is_known then figures.paid_amount end::decimal(18, 3) as paid_amount,
    case when money.is_known then figures.stake_amount - figures.paid_amount end::decimal(18, 3)
        as unpaid_amount,
    case when money.is_known then figures.certain_amount end::decimal(18, 3) as certain_amount,
    case when money.is_known then figures.probable_amount end::decimal(18, 3) as probable_amount,
    case when money.is_known then figures.possible_amount end::decimal(18, 3) as possible_amount
from figures
cross join money
cross join parties
cross join scope
