-- What is owed on the day, as the filters leave it.
obligations as (
    select
        obligations.*,
        companies.company_name,
        companies.currency as company_currency,
        suppliers.supplier_name,
        suppliers.is_intercompany,
        coalesce(obligations.conditional_until_date > $as_of, false) as is_conditional,
        case
            when $company is null then (obligations.open_amount_company * rates.rate)::decimal(18, 2)::decimal(18, 3)
            else obligations.open_amount_company
        end as shown_amount,
        case when $company is null then companies.presentation_currency else companies.currency end as shown_currency,
        case
            when obligations.obligation_kind = 'credit' then 'credit'
            when obligations.due_date is null then 'no_due_date'
            when obligations.due_date < $as_of then 'overdue'
            when obligations.due_date < $as_of + 7 then 'week'
            when obligations.due_date < $as_of + 30 then 'month'
            when obligations.due_date < $as_of + 90 then 'quarter'
            else 'later'
        end as due_period
    from marts.fct_payment_obligations as obligations
    inner join marts.dim_company as companies on obligations.company_key = companies.company_key
    inner join marts.dim_supplier as suppliers on obligations.supplier_key = suppliers.supplier_key
    left join marts.fct_exchange_rates as rates
        on
            companies.currency = rates.from_currency
            and rates.from_date <= $as_of
            and $as_of < rates.until_date
    where
        obligations.from_date <= $as_of
        and $as_of < obligations.until_date
        and ($company is null or obligations.company_key = $company)
        and ($system is null or obligations.system = $system)
        and ($kind is null or obligations.obligation_kind = $kind)
),
