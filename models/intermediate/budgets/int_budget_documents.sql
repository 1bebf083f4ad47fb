{%- set documents = {
    'request': ('purchase_requests', 'purchase_request_key', 'request_number'),
    'contract': ('contracts', 'contract_key', 'contract_number'),
    'contract_change': ('contract_changes', 'contract_change_key', 'change_number'),
    'order': ('orders', 'order_key', 'document_number'),
    'receipt': ('deliveries', 'delivery_key', 'document_number'),
    'invoice': ('invoices', 'invoice_key', 'document_number'),
    'travel': ('travel_requests', 'travel_request_key', 'travel_number'),
    'claim': ('expense_claims', 'expense_claim_key', 'claim_number'),
} %}
with

final as (
    {% for document_class, (entity, key, number) in documents.items() %}
    select
        '{{ document_class }}' as document_class,
        {{ key }} as document_key,
        {{ number }} as document_number,
        recorded_at,
        system,
        source_table,
        source_key,
        load_id
    from {{ ref(entity) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
