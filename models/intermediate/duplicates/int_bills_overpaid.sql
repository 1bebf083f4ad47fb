with

bills as (
    select * from {{ ref('int_payable_bills') }}
),

-- what is open of a bill, net of everything that settled it: payments, returns, what was written off
open_amounts as (
    select
        item_key,
        sum(effect_amount) as open_amount
    from {{ ref('open_item_effects') }}
    group by all
),

-- a payment that as a whole settles nothing repeats something; one that does settle may be more than is open, and so may
-- the first one that is not settled yet
paid as (
    select
        bill_payments.bill_key,
        sum(bill_payments.paid_amount) filter (where bill_payments.is_named_only) as unapplied_amount,
        max_by(bill_payments.payment_key, (payments.posting_date, bill_payments.payment_key))
            filter (where bill_payments.paid_amount > 0) as last_payment_key,
        count(distinct bill_payments.payment_key)
            filter (where bill_payments.is_named_only and payments.unapplied_amount = payments.paid_amount)
        - coalesce(bool_and(bill_payments.is_named_only or bill_payments.paid_amount <= 0), true)::integer as later_count
    from {{ ref('int_bill_payments') }} as bill_payments
    inner join {{ ref('int_supplier_payments') }} as payments on bill_payments.payment_key = payments.document_key
    group by all
),

final as (
    select
        bills.document_key as bill_key,
        paid.last_payment_key,
        greatest(paid.later_count, 0) as repeat_count,
        open_amounts.open_amount < 0 as is_settled_twice,
        (coalesce(paid.unapplied_amount, 0) - open_amounts.open_amount)::decimal(18, 3) as excess_amount,
        bills.billed_amount
    from bills
    inner join open_amounts on bills.document_key = open_amounts.item_key
    inner join paid on bills.document_key = paid.bill_key
    where
        paid.last_payment_key is not null
        and coalesce(paid.unapplied_amount, 0) > open_amounts.open_amount
)

select * from final
