-- Retention that is late: past its due date, whatever its condition was; a row an instalment.
retention as (
    select
        balances.*,
        companies.company_name,
        companies.currency as company_currency,
        customers.customer_id,
        customers.customer_name,
        customers.is_intercompany,
        $as_of - balances.due_date as days_late,
        case
            when $company is null then (balances.residual_amount_company * rates.rate)::decimal(18, 2)
            else balances.residual_amount_company
        end::decimal(18, 3) as shown_amount
    from marts.fct_receivable_balances as balances
    inner join marts.dim_company as companies on balances.company_key = companies.company_key
    inner join marts.dim_customer as customers on balances.customer_key = customers.customer_key
    left join marts.fct_exchange_rates as rates
        on
            companies.currency = rates.from_currency
            and rates.from_date <= $as_of
            and $as_of < rates.until_date
    where
        balances.from_date <= $as_of
        and $as_of < balances.until_date
        and balances.line_class = 'retention'
        and not balances.is_credit
        and balances.due_date < $as_of
        and ($system is null or balances.system = $system)
        and ($company is null or $company in (companies.company_code, companies.company_name))
        and ($company is not null or not customers.is_intercompany)
),
