-- The systems that have landed anything, with the day and id of their newest load.
select
    system,
    max(load_id) as load_id,
    max(extracted_at) as extracted_at
from audits.loads
group by system
order by system
