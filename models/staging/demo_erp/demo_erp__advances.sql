with

customer_advances as (
    select * from {{ ref('stg_demo_erp__customer_advance') }}
),

supplier_advances as (
    select * from {{ ref('stg_demo_erp__supplier_advance') }}
),

final as (
    select
        system || '|customer_advance:' || customer_advance_id as advance_key,
        system,
        'customer_advance:' || customer_advance_id as advance_id,
        company_id,
        'customer_advance' as ledger_side,
        system || '|' || customer_id as customer_key,
        null as supplier_key,
        contract_number,
        system || '|receipt:' || receipt_id as cash_document_key,
        {{ known_word('advance_status', ['requested', 'paid'], 'unknown') }} as advance_status,
        currency,
        requested_amount,
        request_date,
        due_date,
        created_at as recorded_at,
        'customer_advance' as source_table,
        customer_advance_id as source_key,
        load_id
    from customer_advances
    union all
    select
        system || '|supplier_advance:' || supplier_advance_id as advance_key,
        system,
        'supplier_advance:' || supplier_advance_id as advance_id,
        company_id,
        'supplier_advance' as ledger_side,
        null as customer_key,
        system || '|' || supplier_id as supplier_key,
        contract_number,
        system || '|payment:' || payment_id as cash_document_key,
        {{ known_word('advance_status', ['requested', 'paid'], 'unknown') }} as advance_status,
        currency,
        requested_amount,
        request_date,
        due_date,
        created_at as recorded_at,
        'supplier_advance' as source_table,
        supplier_advance_id as source_key,
        load_id
    from supplier_advances
)

select * from final
