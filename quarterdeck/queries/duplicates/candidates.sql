-- Candidates of duplicate payments on a day, each with both documents, the grade, the reasons, and who decided what.
-- Grades, scores and reasons are those of the published version; amounts of the group are at the day's rate, and null
-- without one.
-- :param as_of: date — the day; candidates whose last document counts by then
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
-- :param kind: varchar? — bill, payment, claim, party (records of a register) or link (of two); null: the first three
-- :param grade: varchar? — certain, probable or possible; null: all
-- :param status: varchar? — open, confirmed or rejected; null: all
select
    candidates.duplicate_candidate_key as candidate_key,
    candidates.system,
    companies.company_code as company,
    companies.company_name,
    coalesce(
        candidates.first_party_name || ' ~ ' || candidates.party_name, suppliers.supplier_name, employees.employee_name
    ) as party,
    candidates.candidate_kind as kind,
    candidates.grade,
    candidates.score,
    candidates.reasons,
    candidates.status,
    candidates.first_document_number,
    candidates.first_posting_date,
    candidates.document_number,
    candidates.known_date,
    candidates.currency,
    candidates.stake_amount,
    candidates.paid_again_amount,
    companies.currency as company_currency,
    candidates.stake_amount_company,
    companies.presentation_currency as group_currency,
    (candidates.stake_amount_company * rates.rate)::decimal(18, 2)::decimal(18, 3) as stake_amount_group,
    candidates.decided_by,
    candidates.decided_at,
    candidates.decision_note,
    candidates.source_table,
    candidates.source_key,
    candidates.load_id
from marts.fct_duplicate_candidates as candidates
inner join marts.dim_company as companies on candidates.company_key = companies.company_key
left join marts.dim_supplier as suppliers on candidates.supplier_key = suppliers.supplier_key
left join marts.dim_employee as employees on candidates.employee_key = employees.employee_key
left join marts.fct_exchange_rates as rates
    on
        companies.currency = rates.from_currency
        and rates.from_date <= $as_of
        and $as_of < rates.until_date
where
    candidates.known_date <= $as_of
    and ($company is null or $company in (companies.company_code, companies.company_name))
    and ($system is null or candidates.system = $system)
    and case
        when $kind is null then candidates.candidate_kind in ('bill', 'payment', 'claim')
        else candidates.candidate_kind = $kind
    end
    and ($grade is null or candidates.grade = $grade)
    and ($status is null or candidates.status = $status)
order by candidates.score desc, candidates.stake_amount_company desc nulls last, candidates.duplicate_candidate_key
