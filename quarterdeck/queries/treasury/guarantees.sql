-- Guarantees that stand on a day, with the margin that lies for them. What has expired and is not released is still there.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
select
    balances.system,
    companies.company_code as company,
    companies.company_name,
    balances.guarantee_side as side,
    balances.guarantee_kind as kind,
    balances.guarantee_number,
    coalesce(customers.customer_name, suppliers.supplier_name) as party,
    balances.contract_number,
    balances.bank_name as bank,
    balances.currency,
    balances.guarantee_amount,
    balances.margin_amount,
    balances.issue_date,
    balances.expiry_date,
    balances.expiry_date - $as_of as days_to_expiry,
    case when balances.expiry_date < $as_of then 'expired, not released' else 'in force' end as status,
    companies.presentation_currency as group_currency,
    (balances.guarantee_amount * rates.rate)::decimal(24, 2)::decimal(18, 3) as guarantee_amount_group,
    balances.source_table,
    balances.source_key,
    balances.load_id
from marts.fct_guarantee_balances as balances
inner join marts.dim_company as companies on balances.company_key = companies.company_key
left join marts.dim_customer as customers on balances.customer_key = customers.customer_key
left join marts.dim_supplier as suppliers on balances.supplier_key = suppliers.supplier_key
left join marts.fct_exchange_rates as rates
    on
        balances.currency = rates.from_currency
        and rates.from_date <= $as_of
        and $as_of < rates.until_date
where
    balances.from_date <= $as_of
    and $as_of < balances.until_date
    and ($company is null or $company in (companies.company_code, companies.company_name))
    and ($system is null or balances.system = $system)
order by company, balances.expiry_date, balances.guarantee_number
