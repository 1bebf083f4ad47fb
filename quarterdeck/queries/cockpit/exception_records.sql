-- Records that are kept apart or doubted, one row each, those in no figure first.
-- :param company: varchar? — code of one company; null: all
-- :param top: integer — how many [default 200]
select
    reason,
    is_excluded,
    system,
    company_key,
    document_type,
    document_number,
    found,
    source_table,
    source_key
from audits.audit_exceptions
where $company is null or company_key = $company
order by is_excluded desc, reason, system, document_number, source_key
limit $top
