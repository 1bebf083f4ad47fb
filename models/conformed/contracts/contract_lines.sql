with

contract_lines as (
    select * from {{ union_kinds('contract_lines') }}
),

contracts as (
    select * from {{ ref('contracts') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        contract_lines.contract_line_key,
        contract_lines.system,
        contract_lines.contract_line_id,
        contract_lines.contract_key,
        contracts.company_id,
        contracts.company_key,
        contract_lines.line_number,
        contract_lines.line_title,
        contracts.currency,
        {{ round_money('contract_lines.net_amount', 'currencies.minor_digits') }} as net_amount,
        contract_lines.recorded_at,
        contract_lines.source_table,
        contract_lines.source_key,
        contract_lines.load_id
    from contract_lines
    left join contracts on contract_lines.contract_key = contracts.contract_key
    left join currencies on contracts.currency = currencies.currency
)

select * from final
