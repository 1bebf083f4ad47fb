with

steps as (
    select * from {{ ref('int_bill_steps') }}
),

-- a bill is with us (received, issued) or passed on (endorsed, discounted) before and after each event, and passes whole
moved as (
    select
        *,
        coalesce(event_type in ('received', 'issued'), false)::integer
        - coalesce(previous_event_type in ('received', 'issued'), false)::integer as outstanding_change,
        coalesce(event_type in ('endorsed', 'discounted'), false)::integer
        - coalesce(previous_event_type in ('endorsed', 'discounted'), false)::integer as recourse_change,
        case bill_side when 'received' then 1 else -1 end as side_sign
    from steps
),

-- debit is positive: a bill in hand, a claim, money; credit negative: a bill of ours, a debt
signed as (
    select
        *,
        case
            when event_type = 'received' then -1
            when event_type = 'dishonoured' and bill_side = 'received' then 1
            else 0
        end as receivable_sign,
        case
            when event_type in ('issued', 'endorsed') then 1
            when event_type = 'dishonoured' and (bill_side = 'issued' or previous_event_type = 'endorsed') then -1
            else 0
        end as payable_sign,
        case
            when event_type in ('discounted', 'collected') then 1
            when event_type = 'paid' and previous_event_type in ('received', 'issued') then side_sign
            when event_type = 'dishonoured' and previous_event_type in ('discounted', 'collected') then -1
            else 0
        end as cash_sign
    from moved
),

final as (
    select
        signed.bill_event_key,
        signed.bill_key,
        signed.company_key,
        coalesce(customers.counterparty_company_key, suppliers.counterparty_company_key) as counterparty_company_key,
        signed.customer_key,
        coalesce(signed.supplier_key, signed.taker_supplier_key) as supplier_key,
        signed.bank_account_key,
        signed.cash_document_key,
        signed.system,
        signed.bill_number,
        signed.bill_side,
        signed.bill_kind,
        signed.acceptor_name,
        signed.event_type,
        signed.previous_event_type,
        signed.currency,
        signed.event_amount,
        (signed.outstanding_change * signed.side_sign * signed.bill_amount)::decimal(18, 3) as bills_amount,
        (signed.outstanding_change * signed.side_sign * signed.bill_amount_company)::decimal(18, 3)
            as bills_amount_company,
        (signed.recourse_change * signed.bill_amount)::decimal(18, 3) as recourse_amount,
        (signed.receivable_sign * signed.bill_amount)::decimal(18, 3) as receivable_amount,
        (signed.payable_sign * signed.bill_amount)::decimal(18, 3) as payable_amount,
        (signed.cash_sign * signed.bill_amount - signed.interest_amount - signed.fee_amount)::decimal(18, 3)
            as cash_amount,
        signed.interest_amount,
        signed.fee_amount,
        -- as bills are discounted: simple interest on what it is worth at maturity, a year of 360 days
        case
            when signed.event_type = 'discounted' and signed.maturity_date > signed.event_date
                then
                    signed.interest_amount * 360
                    / nullif(signed.event_amount * (signed.maturity_date - signed.event_date), 0)
        end::decimal(9, 6) as discount_rate,
        signed.is_assumed,
        signed.event_date,
        signed.maturity_date,
        case when signed.event_type = 'dishonoured' then signed.undone_date end as claim_reopened_date,
        signed.recorded_at,
        signed.source_table,
        signed.source_key,
        signed.load_id
    from signed
    left join {{ ref('dim_customer') }} as customers on signed.customer_key = customers.customer_key
    left join {{ ref('dim_supplier') }} as suppliers on signed.supplier_key = suppliers.supplier_key
)

select * from final
