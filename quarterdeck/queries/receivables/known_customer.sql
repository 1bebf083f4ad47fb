-- Whether there is a customer. No row, or one.
-- :param value: varchar — key, number in its system, or name
select customer_key
from marts.dim_customer
where $value in (customer_key, customer_id, customer_name)
limit 1
