with

payments as (
    select * from {{ ref('int_supplier_payments') }}
    where paid_amount > 0
),

limits as (
    select
        max(days_apart) filter (where reason = 'parts_add_up') as parts_days,
        max(days_apart) filter (where reason = 'equal_payment') as equal_days
    from {{ ref('duplicate_reasons') }}
),

-- payments that settle nothing, and do not say what they are for
unexplained as (
    select
        *,
        row_number() over (partition by payee_key, currency order by posting_date, document_key) as place
    from payments
    where
        unapplied_amount = paid_amount
        and document_key not in (select payment_key from {{ ref('int_bill_payments') }})
),

-- two or three of the next few: each with each would be far too many where nobody allocates payments
two_parts as (
    select
        one.payee_key,
        one.currency,
        [one.document_key, two.document_key] as part_keys,
        one.paid_amount + two.paid_amount as total_amount,
        one.posting_date as first_date,
        two.posting_date as last_date,
        one.place as first_place,
        two.place as last_place
    from unexplained as one
    inner join unexplained as two
        on
            one.payee_key = two.payee_key
            and one.currency = two.currency
            and two.place between one.place + 1 and one.place + 4
),

parts as (
    select * exclude (first_place, last_place) from two_parts
    union all
    select
        two_parts.payee_key,
        two_parts.currency,
        list_append(two_parts.part_keys, three.document_key) as part_keys,
        two_parts.total_amount + three.paid_amount as total_amount,
        two_parts.first_date,
        three.posting_date as last_date
    from two_parts
    inner join unexplained as three
        on
            two_parts.payee_key = three.payee_key
            and two_parts.currency = three.currency
            and three.place between two_parts.last_place + 1 and two_parts.first_place + 4
    union all
    select
        payee_key,
        currency,
        [document_key] as part_keys,
        paid_amount as total_amount,
        posting_date as first_date,
        posting_date as last_date
    from unexplained
),

final as (
    select
        payments.document_key as first_key,
        parts.part_keys[-1] as second_key,
        parts.part_keys,
        parts.total_amount::decimal(18, 3) as total_amount
    from parts
    cross join limits
    inner join payments
        on
            parts.payee_key = payments.payee_key
            and parts.currency = payments.currency
            and parts.total_amount = payments.paid_amount
            and parts.first_date >= payments.posting_date
            and parts.last_date - payments.posting_date
            <= if(len(parts.part_keys) = 1, limits.equal_days, limits.parts_days)
            and not list_contains(parts.part_keys, payments.document_key)
            and (parts.first_date > payments.posting_date or parts.part_keys[1] > payments.document_key)
    qualify row_number() over (
        partition by parts.part_keys[-1]
        order by len(parts.part_keys), payments.posting_date desc, payments.document_key, parts.part_keys
    ) = 1
)

select * from final
