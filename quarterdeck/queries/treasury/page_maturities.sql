-- What falls due at the banks after a day, paper by paper: loans and bills of ours (to pay), bills held (to receive) and passed
-- on (they may come back), guarantees that expire, facilities that end.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param bank: varchar? — name of a bank, as the sources spell it; null: all
-- :param kind: varchar — all, pay, receive, recourse, guarantee or facility
-- :param find: varchar? — part of a number or name; null: all
with

-- :part papers

final as (
    select
        papers.*,
        coalesce(customers.customer_name, suppliers.supplier_name) as party_name,
        (papers.paper_amount * papers.shown_rate)::decimal(24, 2)::decimal(18, 3) as shown_amount,
        case papers.paper_kind
            when 'bill_held' then 'receive'
            when 'bill_passed_on' then 'recourse'
            when 'guarantee' then 'guarantee'
            when 'limit' then 'facility'
            else 'pay'
        end as due_kind
    from papers
    left join marts.dim_customer as customers on papers.customer_key = customers.customer_key
    left join marts.dim_supplier as suppliers on papers.supplier_key = suppliers.supplier_key
)

select
    paper_key,
    paper_kind,
    coalesce(document_number, bank_name, '–') as document_number,
    company_name,
    bank_name,
    party_name,
    due_date,
    days_until_due,
    currency,
    paper_amount,
    margin_amount,
    shown_amount
from final
where
    ($kind = 'all' or due_kind = $kind)
    and (
        $find is null
        or contains(
            lower(concat_ws(' ', document_number, bank_name, party_name, company_name)), lower($find)
        )
    )
order by due_date nulls last, paper_key
