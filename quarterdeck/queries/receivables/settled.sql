-- By what customers' invoices were settled in the months up to a day, net of what was undone, in the company's currency.
-- A bill stands by its state on that day: we hold it (outstanding), passed it on (endorsed, discounted), or it was collected.
-- Settled = cash + the four kinds of bills + advances used + offset + written off + adjustments.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
-- :param months: integer — how many months back [default 12]
-- :param detail: varchar — company, customer or document
with

bill_states as (
    select
        bill_key,
        case
            when bool_or(bill_state = 'held' and $as_of < until_date) then 'bill_outstanding'
            when bool_or(bill_state = 'endorsed') then 'bill_endorsed'
            when bool_or(bill_state = 'discounted') then 'bill_discounted'
            else 'bill_collected'
        end as settled_by
    from marts.fct_bill_balances
    where from_date <= $as_of
    group by bill_key
),

receipts as (
    select
        receipts.*,
        case
            when receipts.settlement_medium = 'bill' then coalesce(bill_states.settled_by, 'bill_collected')
            else receipts.settlement_medium
        end as settled_by
    from marts.fct_receipts as receipts
    left join bill_states on receipts.bill_key = bill_states.bill_key
    where receipts.effect_date <= $as_of and receipts.effect_date > $as_of - to_months($months)
)

select
    companies.company_code as company,
    companies.company_name,
    companies.currency as company_currency,
    case when $detail <> 'company' then receipts.system end as system,
    case when $detail <> 'company' then customers.customer_id end as party_id,
    case when $detail <> 'company' then customers.customer_name end as party,
    case when $detail <> 'company' then customers.is_intercompany end as is_intercompany,
    case when $detail = 'document' then receipts.document_number end as document_number,
    case when $detail = 'document' then receipts.document_date end as document_date,
    sum(receipts.settled_amount_company)::decimal(18, 3) as settled_amount_company,
    coalesce(sum(receipts.settled_amount_company) filter (receipts.settled_by = 'cash'), 0)::decimal(18, 3)
        as cash_amount_company,
    coalesce(sum(receipts.settled_amount_company) filter (receipts.settled_by = 'bill_outstanding'), 0)::decimal(18, 3)
        as bill_outstanding_amount_company,
    coalesce(sum(receipts.settled_amount_company) filter (receipts.settled_by = 'bill_collected'), 0)::decimal(18, 3)
        as bill_collected_amount_company,
    coalesce(sum(receipts.settled_amount_company) filter (receipts.settled_by = 'bill_discounted'), 0)::decimal(18, 3)
        as bill_discounted_amount_company,
    coalesce(sum(receipts.settled_amount_company) filter (receipts.settled_by = 'bill_endorsed'), 0)::decimal(18, 3)
        as bill_endorsed_amount_company,
    coalesce(sum(receipts.settled_amount_company) filter (receipts.settled_by = 'advance'), 0)::decimal(18, 3)
        as advance_amount_company,
    coalesce(sum(receipts.settled_amount_company) filter (receipts.settled_by = 'offset'), 0)::decimal(18, 3)
        as offset_amount_company,
    coalesce(sum(receipts.settled_amount_company) filter (receipts.settled_by = 'write_off'), 0)::decimal(18, 3)
        as written_off_amount_company,
    coalesce(sum(receipts.settled_amount_company) filter (receipts.settled_by = 'adjustment'), 0)::decimal(18, 3)
        as adjustment_amount_company,
    case when $detail = 'document' then receipts.item_key end as item_key
from receipts
inner join marts.dim_company as companies on receipts.company_key = companies.company_key
inner join marts.dim_customer as customers on receipts.customer_key = customers.customer_key
where
    ($system is null or receipts.system = $system)
    and ($company is null or $company in (companies.company_code, companies.company_name))
group by all
order by company, settled_amount_company desc, party, document_number
