-- What customers owe on each day of days, as the filters leave it.
positions as (
    select
        days.as_of_date,
        balances.system,
        balances.company_key,
        companies.company_name,
        companies.company_path,
        companies.currency as company_currency,
        case when $company is null then companies.presentation_currency else companies.currency end as shown_currency,
        balances.customer_key,
        customers.customer_id,
        customers.customer_name,
        customers.is_intercompany,
        balances.item_key,
        balances.instalment_number,
        balances.line_type,
        balances.document_type,
        balances.document_number,
        balances.document_date,
        balances.posting_date,
        balances.due_date,
        balances.currency,
        balances.document_amount,
        balances.residual_amount,
        balances.residual_amount_company,
        case
            when $company is null then (balances.residual_amount_company * rates.rate)::decimal(18, 2)
            else balances.residual_amount_company
        end as shown_amount,
        balances.is_credit,
        days.as_of_date - balances.due_date as days_past_due,
        days.as_of_date - case $basis when 'document' then balances.document_date else balances.due_date end as age_days
    from days
    inner join marts.fct_receivable_balances as balances
        on balances.from_date <= days.as_of_date and days.as_of_date < balances.until_date
    inner join marts.dim_company as companies on balances.company_key = companies.company_key
    inner join marts.dim_customer as customers on balances.customer_key = customers.customer_key
    left join marts.fct_exchange_rates as rates
        on
            companies.currency = rates.from_currency
            and rates.from_date <= days.as_of_date
            and days.as_of_date < rates.until_date
    where
        ($company is null or balances.company_key = $company)
        and ($system is null or balances.system = $system)
),
