-- What is known of one supplier, also of one to which nothing is owed on the day. One row.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company; null: all
-- :param supplier: varchar — key of the supplier
with

paid as (
    select max(effect_date) as last_paid_date
    from marts.fct_payments
    where
        supplier_key = $supplier
        and effect_date <= $as_of
        and settled_amount > 0
        and ($company is null or company_key = $company)
)

select
    suppliers.supplier_key,
    suppliers.supplier_name,
    suppliers.system,
    suppliers.supplier_id,
    suppliers.supplier_group,
    suppliers.country,
    paid.last_paid_date
from marts.dim_supplier as suppliers
cross join paid
where suppliers.supplier_key = $supplier
