-- Records that are kept apart or doubted, counted by reason, those in no figure first.
-- :param company: varchar? — code of one company; null: all, unmapped ones too
select
    reason,
    is_excluded,
    count(*) as record_count,
    string_agg(distinct system, ', ' order by system) as systems
from audits.audit_exceptions
where $company is null or company_key = $company
group by reason, is_excluded
order by is_excluded desc, record_count desc, reason
