-- Whether there is a contract of a number or key.
-- :param value: varchar — number or key
select contract_key
from marts.dim_contract
where $value in (contract_number, contract_key)
limit 1
