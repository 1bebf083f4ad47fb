-- What was paid to suppliers in money in the months up to a day, how early or late, and what paying early cost.
-- Early or late by the day to which an instalment was rescheduled, else by the one first agreed; the cost is that of the
-- days at the yearly rate of the company's currency (seed funding_rates). What was undone is taken off. Averages are
-- weighted by amount; without a due date neither early nor late.
-- :param as_of: date — the last day
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
-- :param months: integer — how many months back [default 12]
-- :param detail: varchar — company, supplier or payment
with

paid as (
    select
        payments.*,
        companies.company_code as company,
        companies.company_name,
        companies.currency as company_currency,
        suppliers.supplier_id,
        suppliers.supplier_name,
        suppliers.is_intercompany,
        coalesce(payments.rescheduled_due_date, payments.due_date) as payable_date,
        payments.paid_date - payable_date as days_late
    from marts.fct_payments as payments
    inner join marts.dim_company as companies on payments.company_key = companies.company_key
    inner join marts.dim_supplier as suppliers on payments.supplier_key = suppliers.supplier_key
    where
        payments.settlement_medium = 'cash'
        and payments.effect_date <= $as_of
        and payments.effect_date > $as_of - to_months($months)
        and ($system is null or payments.system = $system)
        and ($company is null or $company in (companies.company_code, companies.company_name))
)

select
    company,
    company_name,
    company_currency,
    case when $detail <> 'company' then system end as system,
    case when $detail <> 'company' then supplier_id end as party_id,
    case when $detail <> 'company' then supplier_name end as party,
    case when $detail <> 'company' then is_intercompany end as is_intercompany,
    case when $detail = 'payment' then document_number end as document_number,
    case when $detail = 'payment' then instalment_number end as instalment_number,
    case when $detail = 'payment' then counter_document_number end as payment_number,
    case when $detail = 'payment' then payable_date end as due_date,
    case when $detail = 'payment' then paid_date end as paid_date,
    case when $detail = 'payment' then early_days end as early_days,
    sum(settled_amount_company)::decimal(18, 3) as paid_amount_company,
    coalesce(sum(settled_amount_company) filter (early_days > 0), 0)::decimal(18, 3) as early_amount_company,
    coalesce(sum(settled_amount_company) filter (days_late > 0), 0)::decimal(18, 3) as late_amount_company,
    (
        sum(settled_amount_company * days_late)::double / nullif(sum(settled_amount_company) filter (days_late is not null), 0)
    )::decimal(9, 1) as average_days_late,
    case
        when count(*) filter (early_days > 0 and early_cost_amount_company is null) = 0
            then coalesce(sum(early_cost_amount_company), 0)::decimal(18, 3)
    end as early_cost_amount_company,
    case when $detail = 'payment' then payment_key end as payment_key,
    case when $detail = 'payment' then source_table end as source_table,
    case when $detail = 'payment' then source_key end as source_key,
    case when $detail = 'payment' then load_id end as load_id
from paid
group by all
order by company, early_cost_amount_company desc nulls first, party, due_date, document_number, instalment_number
