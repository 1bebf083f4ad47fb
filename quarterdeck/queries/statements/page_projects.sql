-- Projects with which something was booked, as the books call them, to choose from.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company; null: all
select distinct
    project_code as code,
    project_code as label
from marts.fct_statement_movements
where
    project_code is not null
    and posting_date <= $as_of
    and ($company is null or company_key = $company)
order by project_code
