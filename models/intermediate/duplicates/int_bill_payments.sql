with

payments as (
    select * from {{ ref('int_supplier_payments') }}
),

bills as (
    select * from {{ ref('int_payable_bills') }}
),

settlements as (
    select * from {{ ref('int_open_item_settlements') }}
    where ledger_side = 'payable' and counter_item_key is not null
),

settled as (
    select
        settlements.item_key as bill_key,
        payments.document_key as payment_key,
        sum(settlements.settled_amount) as paid_amount,
        false as is_named_only
    from settlements
    inner join payments on settlements.counter_item_key = payments.document_key
    group by all
    having sum(settlements.settled_amount) <> 0
),

-- what settles nothing may yet say what it is for: our number of the bill, or its supplier's
named as (
    select
        payments.document_key as payment_key,
        payments.payee_key,
        payments.unapplied_amount,
        payments.posting_date,
        unnest(regexp_extract_all(payments.bank_reference, '\S*[0-9０-９]\S*')) as typed_number
    from payments
    where payments.unapplied_amount <> 0 and payments.bank_reference is not null
),

meant as (
    select
        bills.document_key as bill_key,
        named.payment_key,
        named.unapplied_amount as paid_amount,
        true as is_named_only
    from named
    inner join bills
        on
            named.payee_key = bills.payee_key
            and named.posting_date >= bills.posting_date
            and (
                {{ reference_of('named.typed_number') }} = {{ reference_of('bills.document_number') }}
                or {{ reference_parts(typed_reference('named.typed_number', 'bills.document_date')) }}
                = bills.reference_parts
            )
    qualify row_number() over (
        partition by named.payment_key
        order by
            {{ reference_of('named.typed_number') }} = {{ reference_of('bills.document_number') }} desc,
            bills.document_date desc, bills.document_key
    ) = 1
),

final as (
    select * from settled
    union all
    select * from meant
)

select * from final
