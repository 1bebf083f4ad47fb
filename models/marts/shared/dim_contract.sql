with

contracts as (
    select * from {{ ref('contracts') }}
),

contract_parties as (
    select * from {{ ref('int_contract_parties') }}
),

contract_names as (
    select * from {{ ref('int_contract_names') }}
    where contract_count = 1
),

employees as (
    select * from {{ ref('employees') }}
),

customers as (
    select * from {{ ref('dim_customer') }}
),

suppliers as (
    select * from {{ ref('dim_supplier') }}
),

final as (
    select
        contracts.contract_key,
        contracts.system,
        contracts.contract_id,
        contracts.company_key,
        contracts.contract_number,
        contracts.contract_title,
        contracts.contract_side,
        contracts.contract_category,
        contracts.contract_status,
        contract_parties.customer_key,
        contract_parties.supplier_key,
        coalesce(customers.customer_name, suppliers.supplier_name, contracts.party_name) as party_name,
        contract_parties.matched_by as party_matched_by,
        coalesce(customers.counterparty_company_key, suppliers.counterparty_company_key) as counterparty_company_key,
        coalesce(customers.is_intercompany, suppliers.is_intercompany, false) as is_intercompany,
        contracts.department_key,
        contracts.owner_employee_key,
        employees.employee_name as owner_name,
        contracts.project_code,
        served_names.contract_key as for_contract_key,
        contracts.tender_number,
        contracts.payment_terms_days,
        contracts.warranty_months,
        contracts.currency,
        contracts.vat_share,
        contracts.advance_share,
        contracts.retention_share,
        contracts.applied_date,
        contracts.approved_date,
        contracts.signed_date,
        contracts.begin_date,
        contracts.end_date,
        contracts.finished_date,
        contracts.closed_date,
        contracts.termination_date,
        contracts.source_table,
        contracts.source_key,
        contracts.load_id
    from contracts
    left join contract_parties on contracts.contract_key = contract_parties.contract_key
    left join customers on contract_parties.customer_key = customers.customer_key
    left join suppliers on contract_parties.supplier_key = suppliers.supplier_key
    left join employees on contracts.owner_employee_key = employees.employee_key
    left join contract_names as served_names
        on
            contracts.company_key = served_names.company_key
            and contracts.for_contract_reference = served_names.contract_reference
            -- what we buy serves what we sell; what is called off, the frame that we bought
            and contracts.contract_key <> served_names.contract_key
    -- without a company it belongs to nobody: an audit finding
    where contracts.company_key is not null
)

select * from final
