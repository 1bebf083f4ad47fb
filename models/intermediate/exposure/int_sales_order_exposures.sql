with

changes as (
    select * from {{ ref('int_sales_order_changes') }}
),

documents as (
    select
        'open_order' as component,
        order_key as document_key,
        order_key,
        company_key,
        customer_key,
        contract_reference,
        document_number,
        currency,
        system,
        source_table,
        source_key,
        load_id
    from {{ ref('orders') }}
    union all
    select
        'delivered_unbilled' as component,
        delivery_key as document_key,
        order_key,
        company_key,
        customer_key,
        null as contract_reference,
        document_number,
        currency,
        system,
        source_table,
        source_key,
        load_id
    from {{ ref('deliveries') }}
),

daily as (
    select
        component,
        document_key,
        change_date,
        sum(change_amount) as change_amount,
        bool_or(is_release) as is_release
    from changes
    group by all
),

-- what is delivered or invoiced beyond it makes nothing negative; what was closed or cancelled is over
open_states as (
    select
        component,
        document_key,
        change_date,
        case
            when bool_or(is_release) over so_far then 0
            else greatest(0, sum(change_amount) over so_far)
        end as open_amount
    from daily
    window so_far as (partition by component, document_key order by change_date)
),

final as (
    select
        documents.*,
        open_states.change_date as effect_date,
        (
            open_states.open_amount - coalesce(lag(open_states.open_amount) over by_document, 0)
        )::decimal(18, 3) as effect_amount,
        first_value(open_states.change_date) over by_document as begin_date
    from open_states
    inner join documents
        on open_states.component = documents.component and open_states.document_key = documents.document_key
    window by_document as (
        partition by open_states.component, open_states.document_key order by open_states.change_date
    )
)

select * from final
where effect_amount <> 0
