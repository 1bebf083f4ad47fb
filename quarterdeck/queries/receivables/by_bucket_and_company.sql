-- Aging of receivables by bucket and company on a day, with every total: a null bucket or company is the total of it.
-- Credits are a bucket of their own, below zero, so that the buckets add up to what is open.
-- Bucket numbers: -1 unapplied credits, 0 not due, 1 and up the buckets of rising age, 1000 no due date.
-- Each open line is converted at the rate in force on the day and rounded to the cent, so that all parts add up;
-- without a rate the converted amounts are null.
-- :param as_of: date — the day; effects posted on it count
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param basis: varchar — due or document: the date from which buckets count
-- :param buckets: integer[] — upper bounds of the buckets in days, rising
with

days as (
    select $as_of as as_of_date
),

-- :part positions

-- :part aged

companies as (
    select distinct
        company_key,
        company_name,
        company_path,
        company_currency
    from aged
),

bucket_numbers as (
    select unnest(range(-1, len($buckets) + 2)) as bucket_number
    union
    select distinct bucket_number from aged
),

-- every cell, also an empty one
grid as (
    select *
    from bucket_numbers
    cross join companies
),

cells as (
    select
        grid.bucket_number,
        grid.company_key,
        grid.company_name,
        grid.company_path,
        grid.company_currency,
        coalesce(sum(aged.shown_amount), case when count(aged.item_key) = 0 then 0 end) as shown_amount,
        count(aged.item_key) filter (where aged.shown_amount is null) as unconverted_count,
        coalesce(sum(aged.residual_amount_company), 0) as company_amount,
        count(distinct aged.item_key) as document_count
    from grid
    left join aged on grid.bucket_number = aged.bucket_number and grid.company_key = aged.company_key
    group by all
),

final as (
    select
        bucket_number,
        company_key,
        company_name,
        company_path,
        company_currency,
        case when sum(unconverted_count) = 0 then sum(shown_amount)::decimal(18, 3) end as shown_amount,
        case when company_currency is not null then sum(company_amount)::decimal(18, 3) end as company_amount,
        -- instalments of one document may lie in several buckets
        case when bucket_number is not null then sum(document_count)::integer end as document_count
    from cells
    group by grouping sets (
        (bucket_number, company_key, company_name, company_path, company_currency),
        (company_key, company_name, company_path, company_currency),
        (bucket_number),
        ()
    )
    having count(*) > 0
)

select * from final
order by bucket_number nulls last, company_path nulls last
