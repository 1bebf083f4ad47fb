-- Departments with which something was booked, to choose from.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company; null: all
select
    departments.department_key as code,
    departments.department_name || case when $company is null then ' · ' || companies.company_code else '' end as label
from marts.dim_department as departments
inner join marts.dim_company as companies on departments.company_key = companies.company_key
where
    ($company is null or departments.company_key = $company)
    and departments.department_key in (
        select department_key from marts.fct_statement_movements where posting_date <= $as_of
    )
order by companies.company_code, departments.department_code, departments.department_key
