-- Profit and loss from one day to another, as a whole or month by month: income positive, expenses negative, so that all
-- rows add up to the result. amount is in the company's currency; amount_group at the rate of each posting date; elimination
-- takes out what companies of ours sell each other: the seller's income, and the buyer's expense, or where the buyer took it
-- into stock or among its assets, cost of sales (that profit on it is not realised yet is not taken out). Closing entries
-- are left out. Null: an exchange rate is missing.
-- :param from_date: date? — first day; null: that of the fiscal year of as_of
-- :param as_of: date — last day
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
-- :param scope: varchar — company (a row a company) or group (their sum)
-- :param by: varchar — whole or month
-- :param detail: varchar — line, account, department or project
with

-- :part spans

periods as (
    select
        strftime(to_date, '%Y-%m-%d') as period,
        from_date,
        to_date,
        null::varchar as department,
        null::varchar as project
    from spans
),

-- :part profit

rows as (
    select
        profit.*,
        case
            when $detail = 'account' and profit.is_bought_within then '(bought from companies of ours)'
            when $detail = 'account' then accounts.account_name
        end as account_name,
        case when $detail = 'account' and not profit.is_bought_within then accounts.account_number end as account_number,
        case $detail when 'department' then profit.department_key when 'project' then profit.project_code end
            as dimension
    from profit
    inner join marts.dim_account as accounts on profit.account_key = accounts.account_key
)

select
    case when $scope = 'company' then companies.company_code end as company,
    case when $scope = 'company' then companies.company_name end as company_name,
    rows.period::date as period_end_date,
    rows.section,
    rows.statement_line as line,
    rows.account_number,
    rows.account_name,
    rows.dimension,
    case when $scope = 'company' then companies.currency end as currency,
    case when $scope = 'company' then sum(rows.amount) end::decimal(18, 3) as amount,
    companies.presentation_currency,
    case when count(*) = count(rows.amount_group) then sum(rows.amount_group) end::decimal(24, 2)::decimal(24, 3)
        as amount_group,
    case when count(*) = count(rows.elimination_group) then sum(rows.elimination_group) end
        ::decimal(24, 2)::decimal(24, 3) as elimination_group,
    case
        when count(*) = count(rows.amount_group) and count(*) = count(rows.elimination_group)
            then sum(rows.amount_group)::decimal(24, 2) + sum(rows.elimination_group)::decimal(24, 2)
    end::decimal(24, 3) as consolidated_group
from rows
inner join marts.dim_company as companies on rows.company_key = companies.company_key
where $company is null or $company in (companies.company_code, companies.company_name)
group by all
having sum(rows.amount) <> 0 or sum(rows.elimination_group) <> 0 or count(*) > count(rows.amount_group)
order by company, period_end_date, min(rows.line_order), rows.account_number, rows.account_name, rows.dimension
