with

claims as (
    select * from {{ ref('expense_claims') }}
    where company_key is not null and approved_date is not null and cancellation_date is null
),

-- what was reimbursed, or is owed to an employee; and bills of suppliers, which may be the same invoices
documents as (
    select
        'claim' as document_class,
        document_lines.expense_claim_line_key as document_key,
        document_lines.expense_claim_key as parent_key,
        claims.claim_number as document_number,
        {{ invoice_reference('document_lines.invoice_number') }} as invoice_reference,
        nullif(trim(document_lines.invoice_code), '') as invoice_code,
        claims.currency,
        document_lines.gross_amount,
        coalesce(claims.submitted_date, claims.approved_date) as document_date
    from {{ ref('expense_claim_lines') }} as document_lines
    inner join claims on document_lines.expense_claim_key = claims.expense_claim_key
    where document_lines.invoice_number is not null
    union all
    select
        'invoice' as document_class,
        invoice_key as document_key,
        invoice_key as parent_key,
        document_number,
        {{ invoice_reference('einvoice_number') }} as invoice_reference,
        null as invoice_code,
        currency,
        gross_amount,
        posting_date as document_date
    from {{ ref('invoices') }}
    where
        ledger_side = 'payable'
        and document_status = 'posted'
        and document_kind = 'invoice'
        and einvoice_number is not null
),

final as (
    select
        later.document_key as expense_claim_line_key,
        earlier.document_class as first_document_class,
        earlier.document_key as first_document_key,
        earlier.document_number as first_document_number
    from documents as later
    inner join documents as earlier
        on
            later.invoice_reference = earlier.invoice_reference
            and later.currency = earlier.currency
            -- an e-invoice's number of 20 digits is its own in the whole country; an older one is its series'
            and (length(later.invoice_reference) >= 20 or later.gross_amount = earlier.gross_amount)
            and coalesce(later.invoice_code = earlier.invoice_code, true)
            and later.parent_key <> earlier.parent_key
            and (later.document_date, later.document_key) > (earlier.document_date, earlier.document_key)
    where later.document_class = 'claim'
    qualify row_number() over (
        partition by later.document_key order by earlier.document_date, earlier.document_key
    ) = 1
)

select * from final
