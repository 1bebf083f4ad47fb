-- What the budgets as they stood on the day allow for the span; of a month that is not over, by its days (planned).
planned as (
    select
        budgets.account_key,
        accounts.statement_line as line_key,
        (
            case when accounts.account_type = 'income' then 1 else -1 end
            * budgets.budget_amount_company
            * case when $company is null then rates.rate else 1 end
            * (least($as_of, last_day(budgets.month_start_date)) - budgets.month_start_date + 1)
            / day(last_day(budgets.month_start_date))
        ) as budget_amount
    from marts.fct_budgets as budgets
    inner join marts.dim_account as accounts on budgets.account_key = accounts.account_key
    inner join marts.dim_company as companies on budgets.company_key = companies.company_key
    inner join periods
        on
            periods.period = 'now'
            and budgets.month_start_date between date_trunc('month', periods.from_date)::date and periods.to_date
    left join marts.fct_exchange_rates as rates
        on companies.currency = rates.from_currency and rates.from_date <= $as_of and $as_of < rates.until_date
    where
        $project is null
        and not budgets.is_parallel
        and budgets.effective_date <= $as_of
        and ($company is null or budgets.company_key = $company)
        and ($system is null or budgets.system = $system)
        and ($department is null or budgets.department_key = $department)
),
