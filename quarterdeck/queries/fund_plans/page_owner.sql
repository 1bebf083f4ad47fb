-- A company's department whose plans are shown, or the company for what no department can be told of. One row.
-- :param as_of: date — the day
-- :param owner: varchar — company and department
select
    departments.department_name,
    companies.company_name,
    concat_ws(' · ', departments.department_name, companies.company_name) as owner_name,
    date_trunc('month', $as_of)::date as month_start_date
from marts.dim_company as companies
left join marts.dim_department as departments
    on concat_ws('|', companies.company_key, departments.department_key) = $owner
where companies.company_key = split_part($owner, '|', 1) and (split_part($owner, '|', 2) = '' or departments.department_key is not null)
