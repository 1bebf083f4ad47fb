-- The systems that have landed anything, with the day and id of their newest load, and how many rows it brought.
with

newest as (
    select
        *,
        max(load_id) over (partition by system) as newest_load_id
    from audits.loads
)

select
    system,
    newest_load_id as load_id,
    max(extracted_at) as extracted_at,
    sum(new_rows) filter (load_id = newest_load_id)::bigint as new_rows,
    sum(changed_rows) filter (load_id = newest_load_id)::bigint as changed_rows,
    sum(deleted_rows) filter (load_id = newest_load_id)::bigint as deleted_rows
from newest
group by all
order by system
