with

contract_settlements as (
    select * from {{ union_kinds('contract_settlements') }}
),

contracts as (
    select * from {{ ref('contracts') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        contract_settlements.contract_settlement_key,
        contract_settlements.system,
        contract_settlements.contract_settlement_id,
        contract_settlements.contract_key,
        contracts.company_id,
        contracts.company_key,
        contract_settlements.settlement_status,
        contracts.currency,
        {{ round_money('contract_settlements.submitted_gross_amount', 'currencies.minor_digits') }}
            as submitted_gross_amount,
        {{ round_money('contract_settlements.audited_gross_amount', 'currencies.minor_digits') }}
            as audited_gross_amount,
        contract_settlements.submitted_date,
        contract_settlements.audited_date,
        contract_settlements.recorded_at,
        contract_settlements.changed_at,
        contract_settlements.source_table,
        contract_settlements.source_key,
        contract_settlements.load_id
    from contract_settlements
    left join contracts on contract_settlements.contract_key = contracts.contract_key
    left join currencies on contracts.currency = currencies.currency
)

select * from final
