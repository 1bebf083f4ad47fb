-- Bills on a day by the days to their maturity: held (they will bring money), issued (we must pay them), endorsed and
-- discounted (passed on: they come back if they are not paid). Bill by bill, or sums by state and bucket.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
-- :param detail: varchar — bill or bucket
-- :param buckets: integer[] — upper bounds of the buckets in days to maturity, rising
with

bounds as (
    select unnest($buckets) as upper_days
),

numbered_bounds as (
    select
        upper_days,
        coalesce(lag(upper_days) over (order by upper_days), -1) + 1 as lower_days,
        row_number() over (order by upper_days) as bucket_order
    from bounds
),

buckets as (
    select 0 as bucket_order, -10000000 as lower_days, -1 as upper_days, 'past due' as bucket
    union all
    select bucket_order, lower_days, upper_days, lower_days || '-' || upper_days as bucket
    from numbered_bounds
    union all
    select max(bucket_order) + 1, max(upper_days) + 1, 10000000, 'over ' || max(upper_days)
    from numbered_bounds
),

positions as (
    select
        balances.system,
        companies.company_code as company,
        companies.company_name,
        balances.bill_side as side,
        balances.bill_state as state,
        case when $detail = 'bill' then balances.bill_number end as bill_number,
        case when $detail = 'bill' then balances.bill_kind end as bill_kind,
        case when $detail = 'bill' then balances.acceptor_name end as acceptor,
        case when $detail = 'bill' then coalesce(customers.customer_name, suppliers.supplier_name) end as party,
        case when $detail = 'bill' then balances.maturity_date end as maturity_date,
        case when $detail = 'bill' then balances.maturity_date - $as_of end as days_to_maturity,
        buckets.bucket_order,
        buckets.bucket,
        balances.currency,
        balances.bill_amount,
        companies.presentation_currency as group_currency,
        (balances.bill_amount * rates.rate)::decimal(24, 2)::decimal(24, 3) as bill_amount_group,
        case when $detail = 'bill' then balances.bill_key end as bill_key,
        case when $detail = 'bill' then balances.source_table end as source_table,
        case when $detail = 'bill' then balances.source_key end as source_key,
        case when $detail = 'bill' then balances.load_id end as load_id
    from marts.fct_bill_balances as balances
    inner join marts.dim_company as companies on balances.company_key = companies.company_key
    inner join buckets
        on
            buckets.lower_days <= balances.maturity_date - $as_of
            and buckets.upper_days >= balances.maturity_date - $as_of
    left join marts.dim_customer as customers on balances.customer_key = customers.customer_key
    left join marts.dim_supplier as suppliers on balances.supplier_key = suppliers.supplier_key
    left join marts.fct_exchange_rates as rates
        on
            balances.currency = rates.from_currency
            and rates.from_date <= $as_of
            and $as_of < rates.until_date
    where
        balances.from_date <= $as_of
        and $as_of < balances.until_date
        and ($company is null or $company in (companies.company_code, companies.company_name))
        and ($system is null or balances.system = $system)
)

select
    system,
    company,
    company_name,
    side,
    state,
    bill_number,
    bill_kind,
    acceptor,
    party,
    maturity_date,
    days_to_maturity,
    bucket,
    currency,
    sum(bill_amount)::decimal(18, 3) as bill_amount,
    group_currency,
    case when count(bill_amount_group) = count(*) then sum(bill_amount_group) end::decimal(18, 3) as bill_amount_group,
    count(*)::integer as bill_count,
    bucket_order,
    bill_key,
    source_table,
    source_key,
    load_id
from positions
group by all
order by company, side, state, bucket_order, maturity_date, bill_number, currency
