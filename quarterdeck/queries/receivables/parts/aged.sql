-- The same with the number of its bucket.
aged as (
    select
        *,
        case
            when is_credit then -1
            when age_days is null then 1000
            when age_days <= 0 then 0
            else 1 + len(list_filter($buckets, upper_days -> upper_days < age_days))
        end as bucket_number
    from positions
),
