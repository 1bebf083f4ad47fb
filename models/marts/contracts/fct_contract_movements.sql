with

contract_lines as (
    select * from {{ ref('int_contract_lines') }}
),

line_values as (
    select * from {{ ref('int_contract_line_values') }}
    union all by name
    select * from {{ ref('int_contract_line_endings') }}
),

movements as (
    select
        line_values.contract_line_key,
        'value' as measure,
        line_values.document_type || '#' || line_values.effect_date as step_key,
        line_values.effect_date,
        line_values.effect_amount,
        line_values.document_type,
        contract_lines.document_number,
        contract_lines.recorded_at,
        contract_lines.system,
        contract_lines.source_table,
        contract_lines.source_key,
        contract_lines.load_id
    from line_values
    inner join contract_lines on line_values.contract_line_key = contract_lines.contract_line_key
    union all by name
    select
        contract_line_key,
        'performed' as measure,
        step_key,
        effect_date,
        effect_amount,
        document_type,
        document_number,
        recorded_at,
        system,
        source_table,
        source_key,
        load_id
    from {{ ref('int_contract_line_performances') }}
    union all by name
    select
        contract_line_key,
        'invoiced' as measure,
        step_key,
        effect_date,
        effect_amount,
        document_type,
        document_number,
        recorded_at,
        system,
        source_table,
        source_key,
        load_id
    from {{ ref('int_contract_line_bills') }}
    union all by name
    select
        contract_line_key,
        measure,
        step_key,
        effect_date,
        effect_amount,
        document_type,
        document_number,
        recorded_at,
        system,
        source_table,
        source_key,
        load_id
    from {{ ref('int_contract_line_settlements') }}
),

final as (
    select
        movements.contract_line_key || '#' || movements.measure || '#' || movements.step_key as contract_movement_key,
        movements.contract_line_key,
        contracts.contract_key,
        contracts.company_key,
        contracts.customer_key,
        contracts.supplier_key,
        contracts.counterparty_company_key,
        contracts.contract_side,
        contract_lines.line_kind,
        contract_lines.line_number,
        contract_lines.line_title,
        coalesce(contract_lines.line_net_amount < 0, false) as is_reduction,
        contract_lines.document_number as line_document_number,
        movements.measure,
        movements.document_type,
        movements.document_number,
        contract_lines.currency,
        movements.effect_amount::decimal(18, 3) as net_amount,
        movements.effect_date,
        movements.recorded_at,
        movements.system,
        movements.source_table,
        movements.source_key,
        movements.load_id
    from movements
    inner join contract_lines on movements.contract_line_key = contract_lines.contract_line_key
    inner join {{ ref('dim_contract') }} as contracts on contract_lines.contract_key = contracts.contract_key
)

select * from final
