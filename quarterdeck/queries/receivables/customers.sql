-- What each customer owes on a day, by bucket: one row a customer, and before them one with a null customer_key,
-- the total of all, also of those beyond `rows`. `bucket_amounts` stands in the order of `bucket_numbers`.
-- Share = debits / all debits listed.
-- Bucket numbers: -1 unapplied credits, 0 not due, 1 and up the buckets of rising age, 1000 no due date.
-- Each open line is converted at the rate in force on the day and rounded to the cent, so that all parts add up;
-- without a rate the converted amounts are null.
-- :param as_of: date — the day; effects posted on it count
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param basis: varchar — due or document: the date from which buckets count
-- :param buckets: integer[] — upper bounds of the buckets in days, rising
-- :param bucket: integer? — only customers that have something in this bucket; null: all
-- :param find: varchar? — a part of the customer's name or number; null: all
-- :param sort: varchar — name, open, overdue, overdue_share, credit, oldest, share, or a bucket's number [default 'overdue']
-- :param descending: boolean — largest first [default true]
-- :param rows: integer — at most so many customers, beside the total [default 2000]
with

days as (
    select $as_of as as_of_date
),

-- :part positions

-- :part aged

listed as (
    select *
    from aged
    where
        ($find is null or contains(lower(customer_name), lower($find)) or contains(lower(customer_id), lower($find)))
        and ($bucket is null or customer_key in (select customer_key from aged where bucket_number = $bucket))
),

bucket_numbers as (
    select unnest(range(0, len($buckets) + 2)) as bucket_number
    union
    select distinct bucket_number from aged
    where bucket_number >= 0
),

sums as (
    select
        customer_key,
        any_value(customer_id) as customer_id,
        any_value(customer_name) as customer_name,
        any_value(system) as system,
        any_value(is_intercompany) as is_intercompany,
        any_value(shown_currency) as shown_currency,
        count(distinct customer_key) as customer_count,
        count(distinct item_key) as document_count,
        max(days_past_due) filter (where not is_credit and days_past_due > 0) as oldest_days,
        bool_and(shown_amount is not null) as is_converted,
        sum(shown_amount) as open_amount,
        coalesce(sum(shown_amount) filter (where not is_credit), 0) as debit_amount,
        coalesce(sum(shown_amount) filter (where not is_credit and days_past_due > 0), 0) as overdue_amount,
        coalesce(sum(shown_amount) filter (where is_credit), 0) as credit_amount
    from listed
    group by grouping sets ((customer_key), ())
),

bucket_sums as (
    select
        customer_key,
        bucket_number,
        sum(shown_amount) as bucket_amount
    from listed
    group by grouping sets ((customer_key, bucket_number), (bucket_number))
),

-- every customer has every bucket, also an empty one
grid as (
    select
        sums.customer_key,
        sums.is_converted,
        bucket_numbers.bucket_number
    from sums
    cross join bucket_numbers
),

bucket_lists as (
    select
        grid.customer_key,
        list(grid.bucket_number order by grid.bucket_number) as bucket_numbers,
        list(
            case when grid.is_converted then coalesce(bucket_sums.bucket_amount, 0)::decimal(18, 3) end
            order by grid.bucket_number
        ) as bucket_amounts,
        max(bucket_sums.bucket_amount) filter (where grid.bucket_number = try_cast($sort as integer))
            as sorted_bucket_amount
    from grid
    left join bucket_sums
        on
            grid.customer_key is not distinct from bucket_sums.customer_key
            and grid.bucket_number = bucket_sums.bucket_number
    group by grid.customer_key
),

measured as (
    select
        sums.customer_key,
        case when sums.customer_key is not null then sums.customer_id end as customer_id,
        case when sums.customer_key is not null then sums.customer_name end as customer_name,
        case when sums.customer_key is not null then sums.system end as system,
        case when sums.customer_key is not null then sums.is_intercompany end as is_intercompany,
        sums.shown_currency,
        sums.customer_count,
        sums.document_count,
        sums.oldest_days,
        case when sums.is_converted then sums.open_amount::decimal(18, 3) end as open_amount,
        case when sums.is_converted then sums.overdue_amount::decimal(18, 3) end as overdue_amount,
        case when sums.is_converted then sums.credit_amount::decimal(18, 3) end as credit_amount,
        case when sums.is_converted then (sums.overdue_amount / nullif(sums.debit_amount, 0))::decimal(9, 4) end
            as overdue_share,
        case when sums.is_converted then (sums.debit_amount / nullif(total.debit_amount, 0))::decimal(9, 4) end
            as share,
        bucket_lists.bucket_numbers,
        bucket_lists.bucket_amounts,
        bucket_lists.sorted_bucket_amount
    from sums
    inner join bucket_lists on sums.customer_key is not distinct from bucket_lists.customer_key
    left join sums as total on total.customer_key is null and total.is_converted
),

final as (
    select
        *,
        case
            when $sort = 'name' then null
            when $sort = 'open' then open_amount
            when $sort = 'overdue_share' then overdue_share
            when $sort = 'credit' then credit_amount
            when $sort = 'oldest' then oldest_days
            when $sort = 'share' then share
            when try_cast($sort as integer) is not null then coalesce(sorted_bucket_amount, 0)
            else overdue_amount
        end as sort_amount
    from measured
    where customer_count > 0
)

select * exclude (sort_amount, sorted_bucket_amount)
from final
order by
    customer_key is null desc,
    case when $descending then -sort_amount else sort_amount end nulls last,
    case when $sort = 'name' and $descending then customer_name end desc,
    customer_name,
    customer_key
limit $rows + 1
