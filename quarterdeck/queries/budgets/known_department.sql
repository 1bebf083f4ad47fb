-- Whether there is a department of a key.
-- :param value: varchar — its key
select department_key
from marts.dim_department
where department_key = $value
limit 1
