with

bills as (
    select * from {{ ref('int_payable_bills') }}
),

claim_lines as (
    select * from {{ ref('expense_claim_lines') }}
),

bill_pairs as (
    select
        'bill' as candidate_kind,
        pairs.first_key,
        pairs.second_key,
        list_filter([
            if(pairs.is_same_einvoice, 'same_einvoice', null),
            if(pairs.is_same_payee and pairs.is_same_year and pairs.is_same_reference, 'same_reference', null),
            if(pairs.is_reference_alike, 'reference_alike', null),
            if(pairs.is_reference_absent, 'reference_absent', null),
            if(pairs.is_same_amount, 'same_amount', null),
            if(pairs.is_same_date, 'same_date', null),
            if(pairs.has_no_order, 'no_order', null),
            if(pairs.is_other_company, 'other_company', null)
        ], lambda reason: reason is not null) as reasons,
        if(
            first_bill.currency = second_bill.currency,
            least(first_bill.net_amount, second_bill.net_amount),
            second_bill.net_amount
        ) as stake_amount
    from {{ ref('int_bill_pairs') }} as pairs
    inner join bills as first_bill on pairs.first_key = first_bill.document_key
    inner join bills as second_bill on pairs.second_key = second_bill.document_key
),

overpaid as (
    select
        'payment' as candidate_kind,
        overpaid.bill_key as first_key,
        overpaid.last_payment_key as second_key,
        list_filter([
            if(overpaid.repeat_count > 0 or overpaid.is_settled_twice, 'paid_above_obligation', 'paid_beyond_bill'),
            if(overpaid.repeat_count > 0, 'settles_nothing', null),
            if(overpaid.repeat_count = 1 and overpaid.excess_amount = overpaid.billed_amount, 'same_amount', null),
            if(overpaid.repeat_count > 1 and overpaid.excess_amount = overpaid.billed_amount, 'parts_add_up', null)
        ], lambda reason: reason is not null) as reasons,
        overpaid.excess_amount as stake_amount
    from {{ ref('int_bills_overpaid') }} as overpaid
),

repeated as (
    select
        'payment' as candidate_kind,
        first_key,
        second_key,
        if(
            len(part_keys) = 1,
            ['equal_payment', 'settles_nothing', 'reference_absent'],
            ['parts_add_up', 'settles_nothing']
        ) as reasons,
        total_amount as stake_amount
    from {{ ref('int_payments_repeated') }}
),

claims as (
    select
        'claim' as candidate_kind,
        -- a bill is known by the open item that it opened
        coalesce(invoices.item_key, duplicates.first_document_key) as first_key,
        duplicates.expense_claim_line_key as second_key,
        list_filter([
            'same_einvoice',
            if(coalesce(first_lines.gross_amount, invoices.gross_amount) = claim_lines.gross_amount, 'same_amount', null)
        ], lambda reason: reason is not null) as reasons,
        claim_lines.gross_amount as stake_amount
    from {{ ref('int_claim_line_duplicates') }} as duplicates
    inner join claim_lines on duplicates.expense_claim_line_key = claim_lines.expense_claim_line_key
    left join claim_lines as first_lines on duplicates.first_document_key = first_lines.expense_claim_line_key
    left join {{ ref('invoices') }} as invoices
        on case when duplicates.first_document_class = 'invoice' then duplicates.first_document_key end
        = invoices.invoice_key
),

candidates as (
    select * from bill_pairs
    union all
    select * from overpaid
    union all
    select * from repeated
    union all
    select * from claims
    union all by name
    select * from {{ ref('int_party_candidates') }}
),

-- bears both keys in their own order, so that no later date of either makes it another candidate
final as (
    select
        concat_ws('|', candidate_kind, least(first_key, second_key), greatest(first_key, second_key))
            as duplicate_candidate_key,
        *
    from candidates
)

select * from final
