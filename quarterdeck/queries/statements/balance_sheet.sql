-- The balance sheet on a day, or at the end of each month up to it: assets positive, liabilities and equity negative, so that
-- all rows of a day add up to nothing, in every column, if the books balance. amount is in the company's currency. In the
-- group's currency balances stand at the rate of the day, equity and results at the rates of their posting dates;
-- translation is what the day's rate makes of the rest, and its opposite the translation difference. elimination takes out
-- what companies of ours owe each other, and what they earned by each other; what does not agree in both books, and profit
-- on goods that they still hold, is the intercompany difference. What is booked without the detail has none. Null: an
-- exchange rate is missing.
-- :param from_date: date? — by month: the day from which on; null: that of the fiscal year of as_of
-- :param as_of: date — the day
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
-- :param scope: varchar — company (a row a company) or group (their sum)
-- :param by: varchar — whole (as of the day) or month
-- :param detail: varchar — line, account, department or project
with

-- :part spans

periods as (
    select
        strftime(to_date, '%Y-%m-%d') as period,
        to_date,
        closing_year_start_date as year_start_date,
        $detail = 'account' as by_account,
        $detail in ('department', 'project') as by_dimension,
        null::varchar as department,
        null::varchar as project
    from spans
),

-- :part balance

summed as (
    select
        balance.period,
        case when $scope = 'company' then companies.company_code end as company,
        case when $scope = 'company' then companies.company_name end as company_name,
        balance.section,
        balance.statement_line,
        balance.line_order,
        case when $detail = 'account' and balance.part = 'own' and not balance.is_bought_within then accounts.account_number end
            as account_number,
        case when $detail = 'account' and balance.part = 'own' and not balance.is_bought_within then accounts.account_name end
            as account_name,
        case $detail when 'department' then balance.department_key when 'project' then balance.project_code end
            as dimension,
        case when $scope = 'company' then companies.currency end as currency,
        companies.presentation_currency,
        case when $scope = 'company' then sum(balance.amount) end as amount,
        case when count(*) = count(balance.amount_group) then sum(balance.amount_group) end as amount_group,
        case when count(*) = count(balance.translation_group) then sum(balance.translation_group) end
            as translation_group,
        case when count(*) = count(balance.elimination_group) then sum(balance.elimination_group) end
            as elimination_group,
        sum(balance.amount) <> 0 as is_booked,
        coalesce(sum(balance.closing_group) filter (balance.part = 'own'), 0) as imbalance_group
    from balance
    inner join marts.dim_company as companies on balance.company_key = companies.company_key
    left join marts.dim_account as accounts on balance.account_key = accounts.account_key
    where $company is null or $company in (companies.company_code, companies.company_name)
    group by all
),

-- each row is rounded by itself; the two differences take what that leaves, so that columns add up to nothing (or, of
-- books that do not balance, to what is missing)
rounded as (
    select
        * exclude (amount_group, translation_group, elimination_group),
        round(amount_group, 2)::decimal(24, 3) as own_amount,
        round(translation_group, 2)::decimal(24, 3) as own_translation,
        round(elimination_group, 2)::decimal(24, 3) as own_elimination
    from summed
),

balanced as (
    select
        *,
        case
            when statement_line = 'translation_difference' and dimension is null and own_amount is not null
                then
                    own_amount - sum(own_amount) over (partition by period, company)
                    + round(sum(imbalance_group) over (partition by period, company), 2)
            else own_amount
        end as amount_group,
        case
            when statement_line = 'translation_difference' and dimension is null and own_amount is not null
                then -sum(own_translation) over (partition by period, company)
            else own_translation
        end as translation_group,
        case
            when statement_line = 'intercompany_difference' and dimension is null and own_elimination is not null
                then own_elimination - sum(own_elimination) over (partition by period, company)
            else own_elimination
        end as elimination_group
    from rounded
)

select
    company,
    company_name,
    period::date as period_end_date,
    section,
    statement_line as line,
    account_number,
    account_name,
    dimension,
    currency,
    amount::decimal(18, 3) as amount,
    presentation_currency,
    translation_group::decimal(24, 3) as translation_group,
    amount_group::decimal(24, 3) as amount_group,
    elimination_group::decimal(24, 3) as elimination_group,
    (amount_group + elimination_group)::decimal(24, 3) as consolidated_group
from balanced
where
    is_booked
    or coalesce(amount_group, 1) <> 0
    or coalesce(translation_group, 1) <> 0
    or coalesce(elimination_group, 1) <> 0
order by company, period_end_date, line_order, account_number, account_name, dimension
