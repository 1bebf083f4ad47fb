with

receipts as (
    select * from {{ ref('stg_demo_erp__receipt') }}
),

payments as (
    select * from {{ ref('stg_demo_erp__payment') }}
),

final as (
    select
        system || '|receipt:' || receipt_id as item_key,
        system,
        company_id,
        'receivable' as ledger_side,
        account_id,
        customer_id as party_id,
        document_number,
        document_status,
        currency,
        receipt_amount as cash_amount,
        receipt_amount_company as cash_amount_company,
        posting_date,
        cancellation_date,
        created_at,
        updated_at,
        'receipt' as source_table,
        receipt_id as source_key,
        load_id
    from receipts
    union all
    select
        system || '|payment:' || payment_id as item_key,
        system,
        company_id,
        'payable' as ledger_side,
        account_id,
        supplier_id as party_id,
        document_number,
        document_status,
        currency,
        payment_amount as cash_amount,
        payment_amount_company as cash_amount_company,
        posting_date,
        cancellation_date,
        created_at,
        updated_at,
        'payment' as source_table,
        payment_id as source_key,
        load_id
    from payments
)

select * from final
