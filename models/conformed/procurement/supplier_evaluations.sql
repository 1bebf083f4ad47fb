with

supplier_evaluations as (
    select * from {{ union_kinds('supplier_evaluations') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

final as (
    select
        supplier_evaluations.supplier_evaluation_key,
        supplier_evaluations.system,
        supplier_evaluations.supplier_evaluation_id,
        supplier_evaluations.company_id,
        source_companies.company_key,
        supplier_evaluations.supplier_key,
        supplier_evaluations.party_name,
        supplier_evaluations.party_tax_number,
        supplier_evaluations.total_score,
        supplier_evaluations.period_start_date,
        supplier_evaluations.period_end_date,
        supplier_evaluations.evaluated_date,
        supplier_evaluations.recorded_at,
        supplier_evaluations.source_table,
        supplier_evaluations.source_key,
        supplier_evaluations.load_id
    from supplier_evaluations
    left join source_companies
        on
            supplier_evaluations.system = source_companies.system
            and supplier_evaluations.company_id = source_companies.company_id
)

select * from final
