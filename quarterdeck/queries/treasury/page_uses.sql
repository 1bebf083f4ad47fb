-- What one bank grants one company on a day, and what takes from it: facilities, loans, bills that it accepted, guarantees.
-- :param as_of: date — the day; what happened on it counts
-- :param line: varchar — key of the line: company, system, bank and the currency of the line
select
    case use_kind when 'acceptance' then 'bill' when 'limit' then 'facility' else use_kind end || '|' || document_key as paper_key,
    use_kind as paper_kind,
    coalesce(uses.document_number, uses.bank_name, '–') as document_number,
    coalesce(customers.customer_name, suppliers.supplier_name) as party_name,
    uses.currency,
    uses.use_amount as paper_amount,
    uses.margin_amount,
    uses.counted_amount,
    uses.interest_rate,
    uses.from_date,
    uses.due_date,
    uses.due_date - $as_of as days_until_due
from marts.fct_credit_uses as uses
left join marts.dim_customer as customers on uses.customer_key = customers.customer_key
left join marts.dim_supplier as suppliers on uses.supplier_key = suppliers.supplier_key
where
    concat_ws('|', uses.company_key, uses.system, coalesce(uses.bank_name, ''), uses.line_currency) = $line
    and uses.from_date <= $as_of
    and $as_of < uses.until_date
order by list_position(['limit', 'loan', 'acceptance', 'guarantee'], use_kind), uses.due_date nulls last, paper_key
