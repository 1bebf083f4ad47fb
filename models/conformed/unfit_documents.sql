{#- Documents that stand for themselves, with what they are known by. Open items and ledger entries tell their own. -#}
{%- set documents = {
    'approval_requests': 'request_number',
    'bank_accounts': 'bank_account_number',
    'bills': 'bill_number',
    'budget_adjustments': 'source_key',
    'budget_versions': 'source_key',
    'contracts': 'contract_number',
    'credit_facilities': 'source_key',
    'deliveries': 'document_number',
    'expense_claims': 'claim_number',
    'fund_plans': 'plan_number',
    'guarantees': 'guarantee_number',
    'loans': 'loan_number',
    'opportunities': 'opportunity_number',
    'orders': 'document_number',
    'payment_requests': 'request_number',
    'projects': 'project_code',
    'purchase_requests': 'request_number',
    'service_cases': 'case_number',
    'tenders': 'tender_number',
    'travel_requests': 'travel_number',
} -%}
with

documents as (
    {% for entity, number in documents.items() -%}
        select
            '{{ entity }}' as document_type,
            coalesce({{ number }}, source_key) as document_number,
            company_id as found,
            system,
            source_table,
            source_key,
            load_id
        from {{ ref(entity) }}
        where company_key is null
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

-- a company that its system has and nobody mapped is a finding of its own, not one of each of its documents
final as (
    select
        documents.*,
        'unknown company' as reason,
        true as is_excluded,
        concat_ws('|', documents.document_type, documents.system, documents.source_key) as record_key
    from documents
    anti join source_companies
        on documents.system = source_companies.system and documents.found = source_companies.company_id
)

select * from final
