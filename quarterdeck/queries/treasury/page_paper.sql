-- One facility, loan, bill or guarantee as it stands on a day, also after it ended. One row.
-- :param as_of: date — the day; what happened on it counts
-- :param paper: varchar — its key: facility, loan, bill or guarantee, and the document's
with

bills as (
    select
        'bill|' || bill_key as paper_key,
        if(bill_side = 'issued', 'issued_bill', 'received_bill') as paper_type,
        bill_number as document_number,
        company_key,
        acceptor_name as bank_name,
        customer_key,
        supplier_key,
        currency,
        event_amount as paper_amount,
        event_type as paper_state,
        bill_kind,
        maturity_date as due_date,
        claim_reopened_date,
        event_date as since_date
    from marts.fct_bill_events
    where event_date <= $as_of
    qualify
        row_number() over (
            partition by bill_key
            order by event_date desc, event_type in ('received', 'issued'), bill_event_key desc
        )
        = 1
),

guarantees as (
    select
        'guarantee|' || guarantee_key as paper_key,
        'guarantee' as paper_type,
        guarantee_number as document_number,
        company_key,
        bank_name,
        customer_key,
        supplier_key,
        contract_key,
        contract_number,
        currency,
        guarantee_amount as paper_amount,
        margin_amount,
        case
            when until_date <= $as_of then 'released'
            when expiry_date < $as_of then 'expired'
            else 'in_force'
        end as paper_state,
        guarantee_kind,
        expiry_date as due_date,
        issue_date as since_date
    from marts.fct_guarantee_balances
    where from_date <= $as_of
    qualify row_number() over (partition by guarantee_key order by from_date desc) = 1
),

others as (
    select
        if(use_kind = 'limit', 'facility', use_kind) || '|' || document_key as paper_key,
        if(use_kind = 'limit', 'facility', use_kind) as paper_type,
        document_number,
        company_key,
        bank_name,
        currency,
        use_amount as paper_amount,
        case
            when until_date <= $as_of then if(use_kind = 'limit', 'ended', 'repaid')
            when due_date < $as_of then 'overdue'
            else 'in_force'
        end as paper_state,
        interest_rate,
        due_date,
        from_date as since_date
    from marts.fct_credit_uses
    where use_kind in ('limit', 'loan') and from_date <= $as_of
    qualify row_number() over (partition by use_kind, document_key order by from_date desc) = 1
),

papers as (
    select * from bills
    union all by name
    select * from guarantees
    union all by name
    select * from others
)

select
    papers.*,
    companies.company_name,
    coalesce(customers.customer_name, suppliers.supplier_name) as party_name,
    papers.due_date - $as_of as days_until_due
from papers
inner join marts.dim_company as companies on papers.company_key = companies.company_key
left join marts.dim_customer as customers on papers.customer_key = customers.customer_key
left join marts.dim_supplier as suppliers on papers.supplier_key = suppliers.supplier_key
where papers.paper_key = $paper
