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

-- what settles nothing may yet say what it is for: our number of the bill, or its supplier's of this year or the last
named as (
    select
        document_key as payment_key,
        payee_key,
        unapplied_amount,
        posting_date,
        unnest(regexp_extract_all(bank_reference, '\S*[0-9０-９]\S*')) as typed_number
    from payments
    where unapplied_amount <> 0 and bank_reference is not null
),

named_keys as (
    select
        payment_key,
        unapplied_amount,
        posting_date,
        unnest([
            concat_ws('|', 'ours', payee_key, {{ reference_of('typed_number') }}),
            concat_ws(
                '|', 'theirs', payee_key, year(posting_date),
                {{ reference_parts(typed_reference('typed_number', 'posting_date')) }}
            ),
            concat_ws(
                '|', 'theirs', payee_key, year(posting_date) - 1,
                {{ reference_parts(typed_reference('typed_number', '(posting_date - interval 1 year)')) }}
            )
        ]) as named_key
    from named
),

bill_keys as (
    select
        document_key as bill_key,
        document_date,
        posting_date,
        unnest([
            'ours|' || payee_key || '|' || {{ reference_of('document_number') }},
            'theirs|' || payee_key || '|' || year(document_date) || '|' || reference_parts
        ]) as named_key
    from bills
),

meant as (
    select
        bill_keys.bill_key,
        named_keys.payment_key,
        named_keys.unapplied_amount as paid_amount,
        true as is_named_only
    from named_keys
    inner join bill_keys
        on named_keys.named_key = bill_keys.named_key and named_keys.posting_date >= bill_keys.posting_date
    qualify row_number() over (
        partition by named_keys.payment_key
        order by named_keys.named_key[:4] = 'ours' desc, bill_keys.document_date desc, bill_keys.bill_key
    ) = 1
),

final as (
    select * from settled
    union all
    select * from meant
)

select * from final
