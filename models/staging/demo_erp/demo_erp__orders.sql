with

sales_orders as (
    select
        * rename (sales_order_id as order_id),
        'sales' as order_side,
        'sales_order' as source_table
    from {{ ref('stg_demo_erp__sales_order') }}
),

purchase_orders as (
    select
        * rename (purchase_order_id as order_id),
        'purchase' as order_side,
        'purchase_order' as source_table
    from {{ ref('stg_demo_erp__purchase_order') }}
),

orders as (
    select * from sales_orders
    union all by name
    select * from purchase_orders
),

final as (
    select
        system || '|' || source_table || ':' || order_id as order_key,
        system,
        source_table || ':' || order_id as order_id,
        company_id,
        system || '|' || customer_id as customer_key,
        system || '|' || supplier_id as supplier_key,
        system || '|' || department_id as department_key,
        system || '|' || employee_id as employee_key,
        order_side,
        document_number,
        {{ known_word(
            'document_status',
            ['draft', 'approved', 'closed', 'cancelled'],
            'unknown'
        ) }} as document_status,
        contract_number,
        project_code,
        currency,
        net_amount,
        tax_amount,
        gross_amount,
        order_date,
        promised_date,
        approved_date,
        closed_date,
        cancellation_date,
        created_at as recorded_at,
        source_table,
        order_id as source_key,
        load_id
    from orders
)

select * from final
