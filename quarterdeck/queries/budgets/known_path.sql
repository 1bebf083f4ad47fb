-- Whether a commitment, or what it became, has a document of a number or key; as budget-path looks for it.
-- :param value: varchar — number or key of any document
select path_key
from marts.fct_budget_consumption
where
    $value in (document_number, commitment_number, path_key, commitment_key)
    or (commitment_key is not null and ends_with(commitment_key, '|' || $value))
limit 1
