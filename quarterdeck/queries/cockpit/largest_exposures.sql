-- The customers that owe most on a day, largest first, with the share of each in all positive exposures (concentration).
-- Exposure: what is open less the customer's own credits. Third parties only for the group. Customers' records that are one
-- golden party are one customer, under the party's name; its key is that of the first record with something open.
-- Every row also says what all customers owe (all_), how many owe anything, and the share of the largest ones together.
-- Each open line is converted at the rate in force on the day; without a rate a customer's amounts are null, and so is
-- what is made of all customers.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company, all its customers, in its currency; null: the group, third parties
-- :param top: integer — how many customers [default 10]
-- :param leading: integer — of how many customers the share is taken together [default 5]
with

positions as (
    select
        records.party_key,
        customers.customer_key,
        customers.customer_name,
        parties.party_name,
        customers.is_intercompany,
        records.is_first,
        companies.company_name,
        companies.currency as company_currency,
        balances.item_key,
        balances.company_key,
        case
            when $company is null then (balances.residual_amount_company * rates.rate)::decimal(18, 2)
            else balances.residual_amount_company
        end as shown_amount,
        balances.is_credit,
        $as_of - balances.due_date as days_past_due
    from marts.fct_receivable_balances as balances
    inner join marts.dim_company as companies on balances.company_key = companies.company_key
    inner join marts.dim_customer as customers on balances.customer_key = customers.customer_key
    inner join marts.dim_party_record as records on customers.customer_key = records.customer_key
    inner join marts.dim_party as parties on records.party_key = parties.party_key
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
        party_key,
        min_by(customer_key, (not is_first, customer_key)) as customer_key,
        case when count(distinct customer_key) > 1 then any_value(party_name) else any_value(customer_name) end as customer_name,
        count(distinct customer_key) as record_count,
        bool_and(is_intercompany) as is_intercompany,
        count(*) filter (shown_amount is null) = 0 as is_known,
        case when is_known then sum(shown_amount)::decimal(18, 3) end as open_amount,
        case when is_known then coalesce(sum(shown_amount) filter (is_credit), 0)::decimal(18, 3) end as credit_amount,
        case
            when is_known
                then coalesce(sum(shown_amount) filter (not is_credit and days_past_due > 0), 0)::decimal(18, 3)
        end as overdue_amount,
        max(days_past_due) filter (not is_credit and days_past_due > 0) as oldest_days,
        count(distinct item_key) as document_count,
        count(distinct company_key) as company_count,
        string_agg(distinct company_name, ', ' order by company_name) as company_names
    from positions
    group by party_key
),

ranked as (
    select
        *,
        row_number() over (order by open_amount desc nulls last, customer_name, customer_key) as exposure_rank
    from exposures
),

-- one missing rate makes what is made of all customers unknown
totals as (
    select
        count(*) as customer_count,
        count(*) filter (open_amount > 0) as debtor_count,
        case when bool_and(is_known) then sum(open_amount)::decimal(18, 3) end as all_open_amount,
        case when bool_and(is_known) then sum(overdue_amount)::decimal(18, 3) end as all_overdue_amount,
        case when bool_and(is_known) then nullif(sum(open_amount) filter (open_amount > 0), 0) end as exposed_amount,
        sum(open_amount) filter (open_amount > 0 and exposure_rank <= $leading) as leading_amount
    from ranked
),

missing as (
    select string_agg(distinct company_currency, ', ' order by company_currency) as missing_rate_currencies
    from positions
    where shown_amount is null
),

final as (
    select
        ranked.* exclude (party_key, is_known, exposure_rank),
        case
            when ranked.open_amount > 0 then (ranked.open_amount / totals.exposed_amount)::decimal(9, 4)
        end as exposure_share,
        totals.customer_count,
        totals.debtor_count,
        totals.all_open_amount,
        totals.all_overdue_amount,
        (totals.leading_amount / totals.exposed_amount)::decimal(9, 4) as leading_share,
        missing.missing_rate_currencies
    from ranked
    cross join totals
    cross join missing
)

select * from final
order by open_amount desc nulls first, customer_name, customer_key
limit $top
