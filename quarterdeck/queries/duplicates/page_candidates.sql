-- Candidates, each with both documents and the reasons, and the total of all (a row without a key).
-- :param as_of: date — the day; candidates whose last document counts by then
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param kind: varchar? — bill, payment, claim, party (records of a register) or link (of two); null: the first three
-- :param status: varchar? — open, confirmed or rejected; null: open and confirmed
-- :param grade: varchar? — certain, probable or possible; null: all
-- :param find: varchar? — part of a party's name or a document's number
with

-- :part candidates

chosen as (
    select * from candidates
    where
        ($grade is null or grade = $grade)
        and (
            $find is null
            or contains(lower(concat_ws(' ', party_name, document_number, first_document_number)), lower($find))
        )
),

total as (
    select
        count(*)::integer as candidate_count,
        case when count(*) = count(shown_amount) then sum(shown_amount)::decimal(18, 3) end as shown_amount,
        min(shown_currency) as shown_currency
    from chosen
)

select
    duplicate_candidate_key,
    party_name,
    candidate_kind,
    document_number,
    first_document_number,
    grade,
    score,
    reasons,
    status,
    shown_amount,
    shown_currency,
    known_date,
    company_name,
    null::integer as candidate_count
from chosen
union all by name
select
    candidate_count,
    shown_amount,
    shown_currency
from total
where candidate_count > 0
