-- Records that are kept apart or doubted, counted by reason, those in no figure first; every row has the numbers of all.
-- :param company: varchar? — code of one company; null: all, unmapped ones too
with

reasons as (
    select
        reason,
        is_excluded,
        count(*) as record_count,
        string_agg(distinct system, ', ' order by system) as systems
    from audits.audit_exceptions
    where $company is null or company_key = $company
    group by reason, is_excluded
),

final as (
    select
        *,
        coalesce(sum(record_count) filter (is_excluded) over (), 0)::bigint as excluded_count,
        coalesce(sum(record_count) filter (not is_excluded) over (), 0)::bigint as doubted_count
    from reasons
)

select * from final
order by is_excluded desc, record_count desc, reason
