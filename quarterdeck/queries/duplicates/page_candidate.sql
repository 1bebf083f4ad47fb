-- What is known of one candidate, whatever people decided about it.
-- :param as_of: date — the day; candidates whose last document counts by then
-- :param company: varchar? — code of one company; null: all
-- :param candidate: varchar — key of the candidate
select
    candidates.duplicate_candidate_key,
    candidates.candidate_kind,
    candidates.grade,
    candidates.computed_grade,
    candidates.score,
    candidates.reasons,
    candidates.status,
    candidates.decision_key,
    candidates.decided_by,
    candidates.decided_at,
    candidates.decision_note,
    candidates.document_number,
    candidates.first_document_number,
    candidates.currency,
    candidates.stake_amount,
    candidates.paid_again_amount,
    candidates.first_posting_date,
    candidates.known_date,
    candidates.supplier_key,
    coalesce(
        candidates.first_party_name || ' ~ ' || candidates.party_name, suppliers.supplier_name, employees.employee_name
    ) as party_name,
    companies.company_name,
    first_companies.company_name as first_company_name
from marts.fct_duplicate_candidates as candidates
inner join marts.dim_company as companies on candidates.company_key = companies.company_key
left join marts.dim_company as first_companies on candidates.first_company_key = first_companies.company_key
left join marts.dim_supplier as suppliers on candidates.supplier_key = suppliers.supplier_key
left join marts.dim_employee as employees on candidates.employee_key = employees.employee_key
where
    candidates.duplicate_candidate_key = $candidate
    and candidates.known_date <= $as_of
    and ($company is null or candidates.company_key = $company)
