-- Companies of source systems that the settings map to no company: their records are in no figure.
select
    system,
    company_id,
    company_name,
    currency,
    ledger_entry_count
from audits.audit_unmapped_companies
order by system, company_id
