-- How many accounts of bills were compared with the bills at the newest month end on or before a day, and how many of them
-- differ. One row.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company; null: all
-- :param system: varchar? — a source system; null: all
with

newest as (
    select *
    from audits.audit_bill_control
    where
        month_end_date <= $as_of
        and ($company is null or company_key = $company)
        and ($system is null or system = $system)
    qualify month_end_date = max(month_end_date) over ()
)

select
    max(month_end_date) as month_end_date,
    count(*) as checked_count,
    count(*) filter (not is_equal) as differing_count
from newest
