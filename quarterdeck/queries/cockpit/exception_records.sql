-- Records that are kept apart or doubted, one row each, those in no figure first; every row says how many there are.
-- :param company: varchar? — code of one company; null: all, unmapped ones too
-- :param exception: varchar? — only the record of this key; null: all
-- :param top: integer — how many [default 200]
select
    exceptions.exception_key,
    exceptions.reason,
    exceptions.is_excluded,
    exceptions.system,
    exceptions.company_key,
    companies.company_name,
    exceptions.document_type,
    exceptions.document_number,
    exceptions.found,
    exceptions.source_table,
    exceptions.source_key,
    count(*) over () as record_count
from audits.audit_exceptions as exceptions
left join marts.dim_company as companies on exceptions.company_key = companies.company_key
where
    ($company is null or exceptions.company_key = $company)
    and ($exception is null or exceptions.exception_key = $exception)
order by
    exceptions.is_excluded desc,
    exceptions.reason,
    exceptions.system,
    exceptions.document_number,
    exceptions.source_key
limit $top
