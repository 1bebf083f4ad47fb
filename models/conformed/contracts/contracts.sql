with

contracts as (
    select * from {{ union_kinds('contracts') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        contracts.contract_key,
        contracts.system,
        contracts.contract_id,
        contracts.company_id,
        source_companies.company_key,
        contracts.department_key,
        contracts.customer_key,
        contracts.supplier_key,
        contracts.owner_employee_key,
        contracts.approval_request_key,
        contracts.contract_number,
        contracts.contract_reference,
        contracts.contract_title,
        contracts.contract_side,
        contracts.contract_category,
        contracts.contract_status,
        contracts.party_name,
        contracts.party_tax_number,
        contracts.project_code,
        contracts.project_reference,
        contracts.for_contract_number,
        contracts.for_contract_reference,
        contracts.tender_number,
        contracts.tender_reference,
        contracts.payment_terms_days,
        contracts.warranty_months,
        contracts.currency,
        contracts.vat_share,
        contracts.advance_share,
        contracts.retention_share,
        {{ round_money('contracts.net_amount', 'currencies.minor_digits') }} as net_amount,
        {{ round_money('contracts.tax_amount', 'currencies.minor_digits') }} as tax_amount,
        {{ round_money('contracts.gross_amount', 'currencies.minor_digits') }} as gross_amount,
        contracts.applied_date,
        contracts.approved_date,
        contracts.signed_date,
        contracts.begin_date,
        contracts.end_date,
        contracts.finished_date,
        contracts.closed_date,
        contracts.termination_date,
        contracts.recorded_at,
        contracts.changed_at,
        contracts.source_table,
        contracts.source_key,
        contracts.load_id
    from contracts
    left join source_companies
        on contracts.system = source_companies.system and contracts.company_id = source_companies.company_id
    left join currencies on contracts.currency = currencies.currency
)

select * from final
