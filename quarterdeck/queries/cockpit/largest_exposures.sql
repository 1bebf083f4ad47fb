-- The customers that owe most on a day, largest first, with the share of each in all positive exposures (concentration).
-- Exposure: what is open less the customer's own credits. Third parties only for the group.
-- Each open line is converted at the rate in force on the day; without a rate a customer's amounts are null.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company, all its customers, in its currency; null: the group, third parties
-- :param top: integer — how many customers [default 10]
with

positions as (
    select
        customers.customer_key,
        customers.customer_name,
        customers.is_intercompany,
        balances.item_key,
        balances.company_key,
        case
            when $company is null then (balances.residual_amount_company * rates.rate)::decimal(18, 2)
            else balances.residual_amount_company
        end as shown_amount,
        coalesce(nullif(balances.residual_amount, 0), balances.residual_amount_company) < 0 as is_credit,
        $as_of - balances.due_date as days_past_due
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
        and (($company is null and not customers.is_intercompany) or balances.company_key = $company)
),

exposures as (
    select
        customer_key,
        customer_name,
        is_intercompany,
        case when count(*) filter (shown_amount is null) = 0 then sum(shown_amount)::decimal(18, 3) end as open_amount,
        case when count(*) filter (shown_amount is null) = 0 then coalesce(sum(case when is_credit then shown_amount end), 0)::decimal(18, 3) end as credit_amount,
        case when count(*) filter (shown_amount is null) = 0 then coalesce(sum(case when not is_credit and days_past_due > 0 then shown_amount end), 0)::decimal(18, 3) end
            as overdue_amount,
        max(case when not is_credit and days_past_due > 0 then days_past_due end) as oldest_days,
        count(distinct item_key) as document_count,
        count(distinct company_key) as company_count
    from positions
    group by all
),

final as (
    select
        *,
        case
            when count(*) filter (open_amount is null) over () = 0 and open_amount > 0
                then (open_amount / nullif(sum(case when open_amount > 0 then open_amount end) over (), 0))::decimal(9, 4)
        end as exposure_share,
        count(*) over () as customer_count
    from exposures
)

select * from final
order by open_amount desc nulls first, customer_name
limit $top
