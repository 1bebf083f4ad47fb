-- The currency in which amounts are shown, and each limit of the day in it and in that of presentation: at
-- the day's rate.
scope as (
    select
        case when $company is null then max(companies.presentation_currency) else max(companies.currency) end
            as shown_currency
    from marts.dim_company as companies
    where $company is null or $company in (companies.company_code, companies.company_name)
),

shown as (
    select
        scope.shown_currency,
        rates.rate
    from scope
    left join marts.fct_exchange_rates as rates
        on
            scope.shown_currency = rates.from_currency
            and rates.from_date <= $as_of
            and $as_of < rates.until_date
),

limits as (
    select
        limits.customer_key,
        limits.credit_limit_amount,
        limits.credit_limit_currency,
        (limits.credit_limit_amount * rates.rate)::decimal(18, 2)::decimal(18, 3) as limit_amount_group,
        case
            when limits.credit_limit_currency = shown.shown_currency then limits.credit_limit_amount
            else (limits.credit_limit_amount * rates.rate / shown.rate)::decimal(18, 2)
        end::decimal(18, 3) as limit_amount
    from marts.dim_credit_limit as limits
    left join marts.fct_exchange_rates as rates
        on
            limits.credit_limit_currency = rates.from_currency
            and rates.from_date <= $as_of
            and $as_of < rates.until_date
    cross join shown
    where limits.from_date <= $as_of and $as_of < limits.until_date
),
