with

receipts as (
    select * from {{ ref('stg_demo_erp__receipt') }}
),

payments as (
    select * from {{ ref('stg_demo_erp__payment') }}
),

final as (
    select
        system || '|receipt:' || receipt_id as cash_document_key,
        system,
        'receipt:' || receipt_id as cash_document_id,
        company_id,
        'receipt' as cash_direction,
        -- an advance stands in an account of its own until it is used
        case when coalesce(is_advance, false) then 'customer_advance' else 'receivable' end as ledger_side,
        -- a draft opens no item yet
        case document_status when 'draft' then null else system || '|receipt:' || receipt_id end as item_key,
        account_id,
        customer_id as party_id,
        system || '|' || customer_id as customer_key,
        null as supplier_key,
        document_number,
        {{ known_word('document_status', ['draft', 'posted', 'cancelled'], 'unknown') }} as document_status,
        case
            when medium = 'note' then 'bill'
            when medium in ('bank', 'cash', 'write_off') then medium
            when medium is not null then 'other'
        end as medium,
        system || '|' || bank_account_id as bank_account_key,
        bank_reference,
        system || '|' || note_id as bill_key,
        contract_number,
        system || '|receipt:' || replaced_receipt_id as replaced_cash_document_key,
        currency,
        receipt_amount as cash_amount,
        receipt_amount_company as cash_amount_company,
        exchange_rate,
        -- no money moved, none is stated
        case when bank_account_id is not null then bank_amount end as bank_amount,
        coalesce(is_advance, false) as is_advance,
        coalesce(is_returned, false) as is_returned,
        posting_date,
        cancellation_date,
        case document_status when 'cancelled' then updated_at end as cancellation_recorded_at,
        created_at as recorded_at,
        created_at,
        updated_at,
        'receipt' as source_table,
        receipt_id as source_key,
        load_id
    from receipts
    union all
    select
        system || '|payment:' || payment_id as cash_document_key,
        system,
        'payment:' || payment_id as cash_document_id,
        company_id,
        'payment' as cash_direction,
        -- an advance stands in an account of its own until it is used
        case when coalesce(is_advance, false) then 'supplier_advance' else 'payable' end as ledger_side,
        -- a draft opens no item yet
        case document_status when 'draft' then null else system || '|payment:' || payment_id end as item_key,
        account_id,
        supplier_id as party_id,
        null as customer_key,
        system || '|' || supplier_id as supplier_key,
        document_number,
        {{ known_word('document_status', ['draft', 'posted', 'cancelled'], 'unknown') }} as document_status,
        case
            when medium = 'note' then 'bill'
            when medium in ('bank', 'cash', 'write_off') then medium
            when medium is not null then 'other'
        end as medium,
        system || '|' || bank_account_id as bank_account_key,
        bank_reference,
        system || '|' || note_id as bill_key,
        contract_number,
        system || '|payment:' || replaced_payment_id as replaced_cash_document_key,
        currency,
        payment_amount as cash_amount,
        payment_amount_company as cash_amount_company,
        exchange_rate,
        -- no money moved, none is stated
        case when bank_account_id is not null then bank_amount end as bank_amount,
        coalesce(is_advance, false) as is_advance,
        coalesce(is_returned, false) as is_returned,
        posting_date,
        cancellation_date,
        case document_status when 'cancelled' then updated_at end as cancellation_recorded_at,
        created_at as recorded_at,
        created_at,
        updated_at,
        'payment' as source_table,
        payment_id as source_key,
        load_id
    from payments
)

select * from final
