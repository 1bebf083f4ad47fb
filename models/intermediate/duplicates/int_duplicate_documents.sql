with

candidates as (
    select * from {{ ref('int_duplicate_candidates') }}
),

bill_payments as (
    select * from {{ ref('int_bill_payments') }}
    where paid_amount > 0
),

repeated as (
    select * from {{ ref('int_payments_repeated') }}
),

-- two bills, each with what was paid for it
of_bills as (
    select
        candidates.duplicate_candidate_key,
        sides.side,
        sides.document_key,
        bill_payments.payment_key
    from candidates
    cross join lateral (
        select
            unnest(['first', 'second']) as side,
            unnest([candidates.first_key, candidates.second_key]) as document_key
    ) as sides
    left join bill_payments on sides.document_key = bill_payments.bill_key
    where candidates.candidate_kind = 'bill'
),

sides as (
    select distinct
        duplicate_candidate_key,
        side,
        unnest([document_key, payment_key]) as document_key
    from of_bills
    union all
    select
        duplicate_candidate_key,
        unnest(['first', 'second']) as side,
        unnest([first_key, second_key]) as document_key
    from candidates
    where candidate_kind in ('claim', 'party', 'link')
    union all
    -- one bill, or one payment, and what was paid for it in the first place and again
    select
        duplicate_candidate_key,
        'first' as side,
        first_key as document_key
    from candidates
    where candidate_kind = 'payment'
    union all
    select
        candidates.duplicate_candidate_key,
        if(bill_payments.is_named_only or bill_payments.payment_key = candidates.second_key, 'second', 'first') as side,
        bill_payments.payment_key as document_key
    from candidates
    inner join bill_payments on candidates.first_key = bill_payments.bill_key
    where candidates.candidate_kind = 'payment'
    union all
    select
        candidates.duplicate_candidate_key,
        'second' as side,
        unnest(repeated.part_keys) as document_key
    from candidates
    inner join repeated on candidates.first_key = repeated.first_key and candidates.second_key = repeated.second_key
    where candidates.candidate_kind = 'payment'
),

final as (
    select
        duplicate_candidate_key,
        document_key,
        -- a payment that settles a part and bears the number for the rest stands once; one payment may settle both bills
        max(side) as side
    from sides
    where document_key is not null
    group by all
)

select * from final
