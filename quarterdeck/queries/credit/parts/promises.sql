-- Promises made by the day, with what became of them by then. What came in on one that is still open is not its outcome yet.
promises as (
    select
        promises.* exclude (paid_amount, outcome_date, promise_outcome),
        companies.company_name,
        customers.customer_id,
        customers.customer_name,
        customers.is_intercompany,
        case when promises.outcome_date <= $as_of then promises.promise_outcome else 'open' end as promise_state,
        case when promises.outcome_date <= $as_of then promises.outcome_date end as outcome_date,
        case when promises.outcome_date <= $as_of then promises.paid_amount end as paid_amount
    from marts.fct_payment_promises as promises
    inner join marts.dim_company as companies on promises.company_key = companies.company_key
    inner join marts.dim_customer as customers on promises.customer_key = customers.customer_key
    where
        promises.promise_date <= $as_of
        and ($system is null or promises.system = $system)
        and ($company is null or $company in (companies.company_code, companies.company_name))
        -- what our companies promise each other is no matter of the group
        and ($company is not null or not customers.is_intercompany)
),
