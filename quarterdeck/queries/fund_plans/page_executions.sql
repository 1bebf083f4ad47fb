-- What was executed in a month up to a day, line by line, of all, of one category, or of one department.
-- :param as_of: date — the day; it chooses the month, and what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system of plans; null: all
-- :param direction: varchar — payment or receipt
-- :param category: varchar? — a category of plans; null: all
-- :param owner: varchar? — company and department; null: all
-- :param outside: boolean — only what no plan of the month held in time
-- :param find: varchar? — part of a number or name; null: all
select
    executions.execution_key,
    executions.executed_date,
    executions.document_number,
    executions.party_name,
    companies.company_name,
    departments.department_name,
    executions.fund_category,
    executions.cash_category,
    contracts.contract_number,
    executions.contract_key,
    executions.plan_state,
    executions.planned_date,
    executions.currency,
    executions.executed_amount,
    (executions.executed_amount_company * if($company is null, rates.rate, 1))::decimal(24, 2)::decimal(18, 3) as shown_amount,
    executions.system,
    executions.source_table,
    executions.source_key
from marts.fct_fund_plan_executions as executions
inner join marts.dim_company as companies on executions.company_key = companies.company_key
left join marts.dim_department as departments on executions.department_key = departments.department_key
left join marts.dim_contract as contracts on executions.contract_key = contracts.contract_key
left join marts.fct_exchange_rates as rates
    on companies.currency = rates.from_currency and rates.from_date <= $as_of and $as_of < rates.until_date
where
    executions.month_start_date = date_trunc('month', $as_of)::date
    and executions.executed_date <= $as_of
    and executions.line_direction = $direction
    and ($system is null or executions.system = $system)
    and ($company is null or executions.company_key = $company)
    and ($category is null or executions.fund_category = $category)
    and ($owner is null or concat_ws('|', executions.company_key, coalesce(executions.department_key, '')) = $owner)
    and (not $outside or executions.plan_state in ('unplanned', 'planned_afterwards'))
    and (
        $find is null
        or contains(lower(concat_ws(' ', executions.document_number, executions.party_name)), lower($find))
    )
order by executions.executed_date desc, executions.execution_key
