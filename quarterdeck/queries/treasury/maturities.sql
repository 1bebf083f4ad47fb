-- What falls due at the banks after a day: bills that we hold (money that comes), loans and bills of ours (money that goes),
-- guarantees that expire, facilities that end. Bills that we passed on are told too: they come back if nobody pays them.
-- What is past its day and still open stands there as well, with a negative number of days.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
select
    credit_uses.system,
    companies.company_code as company,
    companies.company_name,
    credit_uses.use_kind as kind,
    credit_uses.document_number,
    credit_uses.bank_name as bank,
    coalesce(customers.customer_name, suppliers.supplier_name) as party,
    credit_uses.due_date,
    credit_uses.due_date - $as_of as days_to_due,
    credit_uses.currency,
    credit_uses.use_amount as due_amount,
    companies.presentation_currency as group_currency,
    (credit_uses.use_amount * rates.rate)::decimal(24, 2)::decimal(18, 3) as due_amount_group,
    credit_uses.source_table,
    credit_uses.source_key,
    credit_uses.load_id
from (
    select
        company_key,
        system,
        use_kind,
        document_key,
        document_number,
        bank_name,
        customer_key,
        supplier_key,
        currency,
        use_amount,
        due_date,
        from_date,
        until_date,
        source_table,
        source_key,
        load_id
    from marts.fct_credit_uses
    union all
    select
        company_key,
        system,
        case bill_state when 'held' then 'bill_held' else 'bill_passed_on' end as use_kind,
        bill_key as document_key,
        bill_number as document_number,
        acceptor_name as bank_name,
        customer_key,
        supplier_key,
        currency,
        bill_amount as use_amount,
        maturity_date as due_date,
        from_date,
        until_date,
        source_table,
        source_key,
        load_id
    from marts.fct_bill_balances
    where
        bill_side = 'received'
        -- what we accept ourselves no bank stands for, and yet it falls due
        or bill_kind = 'commercial'
) as credit_uses
inner join marts.dim_company as companies on credit_uses.company_key = companies.company_key
left join marts.dim_customer as customers on credit_uses.customer_key = customers.customer_key
left join marts.dim_supplier as suppliers on credit_uses.supplier_key = suppliers.supplier_key
left join marts.fct_exchange_rates as rates
    on
        credit_uses.currency = rates.from_currency
        and rates.from_date <= $as_of
        and $as_of < rates.until_date
where
    credit_uses.from_date <= $as_of
    and $as_of < credit_uses.until_date
    and ($company is null or $company in (companies.company_code, companies.company_name))
    and ($system is null or credit_uses.system = $system)
order by credit_uses.due_date nulls last, company, kind, credit_uses.document_key
