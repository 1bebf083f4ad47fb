-- What happened to bills between two days, event by event: received, issued, endorsed, discounted (with what that cost),
-- collected, paid, dishonoured. Debit is positive, credit negative; each row adds up to nothing.
-- :param from_date: date — first day
-- :param until_date: date — last day
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
select
    events.system,
    companies.company_code as company,
    companies.company_name,
    events.event_date,
    events.bill_number,
    events.bill_side as side,
    events.bill_kind,
    events.acceptor_name as acceptor,
    events.event_type as event,
    events.is_assumed,
    customers.customer_name as customer,
    suppliers.supplier_name as supplier,
    accounts.bank_name as bank,
    events.maturity_date,
    events.currency,
    events.event_amount,
    events.bills_amount,
    events.recourse_amount,
    events.receivable_amount,
    events.payable_amount,
    events.cash_amount,
    events.interest_amount,
    events.fee_amount,
    events.discount_rate,
    events.claim_reopened_date,
    events.source_table,
    events.source_key,
    events.load_id
from marts.fct_bill_events as events
inner join marts.dim_company as companies on events.company_key = companies.company_key
left join marts.dim_customer as customers on events.customer_key = customers.customer_key
left join marts.dim_supplier as suppliers on events.supplier_key = suppliers.supplier_key
left join marts.dim_bank_account as accounts on events.bank_account_key = accounts.bank_account_key
where
    events.event_date between $from_date and $until_date
    and ($company is null or $company in (companies.company_code, companies.company_name))
    and ($system is null or events.system = $system)
order by company, events.event_date, events.bill_number, events.bill_event_key
