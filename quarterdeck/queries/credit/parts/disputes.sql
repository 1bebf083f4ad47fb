-- Disputes that are open on the day, with what of their documents is open: all of it, or the part that is disputed.
items as (
    select
        item_key,
        sum(residual_amount) as residual_amount,
        sum(residual_amount_company) as residual_amount_company
    from marts.fct_receivable_balances
    where from_date <= $as_of and $as_of < until_date and not is_credit
    group by item_key
),

disputes as (
    select
        disputes.*,
        companies.company_name,
        companies.currency as company_currency,
        customers.customer_id,
        customers.customer_name,
        customers.is_intercompany,
        $as_of - disputes.open_date as open_days,
        least(1, disputes.disputed_amount / nullif(items.residual_amount, 0)) as disputed_share,
        coalesce(items.residual_amount * disputed_share, 0)::decimal(18, 2)::decimal(18, 3) as open_amount,
        case
            when items.residual_amount_company is null then 0
            when $company is null then items.residual_amount_company * disputed_share * rates.rate
            else items.residual_amount_company * disputed_share
        end::decimal(18, 2)::decimal(18, 3) as shown_amount
    from marts.fct_disputes as disputes
    inner join marts.dim_company as companies on disputes.company_key = companies.company_key
    left join items on disputes.item_key = items.item_key
    inner join marts.dim_customer as customers on disputes.customer_key = customers.customer_key
    left join marts.fct_exchange_rates as rates
        on
            companies.currency = rates.from_currency
            and rates.from_date <= $as_of
            and $as_of < rates.until_date
    where
        disputes.open_date <= $as_of
        and $as_of < disputes.until_date
        and ($system is null or disputes.system = $system)
        and ($company is null or $company in (companies.company_code, companies.company_name))
        and ($company is not null or not customers.is_intercompany)
),
