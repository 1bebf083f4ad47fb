with

bills as (
    select * from {{ ref('int_payable_bills') }}
),

blocks as (
    select
        document_key,
        document_date,
        posting_date,
        unnest([
            'einvoice|' || einvoice_reference,
            'parts|' || concat_ws('|', payee_key, year(document_date), reference_parts),
            'merged|' || concat_ws('|', payee_key, year(document_date), merged_reference),
            'amount|' || concat_ws('|', payee_key, currency, document_date, net_amount)
        ]) as block,
        reference_parts is null as has_no_reference
    from bills
),

-- each with the first of its block, so that a block of many makes no pair of each two of them
pairs as (
    select
        document_key as second_key,
        first_value(document_key) over (partition by block order by posting_date, document_key) as first_key
    from blocks
    where block is not null and not (has_no_reference and block[:5] in ('parts', 'merge'))
),

compared as (
    select distinct
        first_bill.document_key as first_key,
        second_bill.document_key as second_key,
        first_bill.payee_key = second_bill.payee_key as is_same_payee,
        first_bill.currency = second_bill.currency and first_bill.net_amount = second_bill.net_amount as is_same_amount,
        first_bill.document_date = second_bill.document_date as is_same_date,
        year(first_bill.document_date) = year(second_bill.document_date) as is_same_year,
        coalesce(
            first_bill.einvoice_reference = second_bill.einvoice_reference
            and (
                length(first_bill.einvoice_reference) >= 20
                or first_bill.net_amount = second_bill.net_amount and first_bill.payee_key = second_bill.payee_key
            ), false
        ) as is_same_einvoice,
        first_bill.typed_reference is null or second_bill.typed_reference is null as is_reference_absent,
        coalesce(
            first_bill.reference_parts = second_bill.reference_parts
            or {{ is_reference_merged('first_bill.typed_reference', 'second_bill.typed_reference') }}, false
        ) as is_same_reference,
        coalesce(
            first_bill.merged_reference <> second_bill.merged_reference
            and list_sort(string_split(first_bill.merged_reference, ''))
            = list_sort(string_split(second_bill.merged_reference, ''))
            and damerau_levenshtein(first_bill.merged_reference, second_bill.merged_reference) = 1, false
        ) as is_reference_alike,
        first_bill.has_order and second_bill.has_invoice and not second_bill.has_order as has_no_order,
        first_bill.company_key <> second_bill.company_key as is_other_company
    from pairs
    inner join bills as first_bill on pairs.first_key = first_bill.document_key
    inner join bills as second_bill on pairs.second_key = second_bill.document_key
    where pairs.first_key <> pairs.second_key
),

final as (
    select * from compared
    where
        is_same_einvoice
        or (is_same_payee and is_same_year and is_same_reference)
        or (
            is_same_payee and is_same_amount and is_same_date
            and (is_reference_absent or is_reference_alike)
        )
)

select * from final
