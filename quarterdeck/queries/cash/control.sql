-- How many bank accounts were compared with the ledger on a day, and how many of them differ, differences of time taken
-- out. One row.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company; null: all
-- :param system: varchar? — a source system; null: all
select
    count(*) as checked_count,
    count(*) filter (not is_equal) as differing_count
from audits.audit_bank_control
where
    from_date <= $as_of
    and $as_of < until_date
    and ($company is null or company_key = $company)
    and ($system is null or system = $system)
