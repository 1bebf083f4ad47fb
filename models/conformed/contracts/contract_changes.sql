with

contract_changes as (
    select * from {{ union_kinds('contract_changes') }}
),

contracts as (
    select * from {{ ref('contracts') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

final as (
    select
        contract_changes.contract_change_key,
        contract_changes.system,
        contract_changes.contract_change_id,
        contract_changes.contract_key,
        contract_changes.approval_request_key,
        contracts.company_id,
        contracts.company_key,
        contract_changes.change_number,
        contract_changes.change_reason,
        contract_changes.change_status,
        contracts.currency,
        {{ round_money('contract_changes.net_amount', 'currencies.minor_digits') }} as net_amount,
        {{ round_money('contract_changes.tax_amount', 'currencies.minor_digits') }} as tax_amount,
        {{ round_money('contract_changes.gross_amount', 'currencies.minor_digits') }} as gross_amount,
        contract_changes.applied_date,
        contract_changes.approved_date,
        case
            when contract_changes.change_status = 'approved' and contracts.signed_date is not null
                then greatest(contract_changes.approved_date, contracts.signed_date)
        end as effective_date,
        case
            when contract_changes.change_status in ('rejected', 'withdrawn')
                then greatest(
                    {{ day_of('contract_changes.changed_at', 'options.time_zone') }}, contract_changes.applied_date
                )
        end as refused_date,
        contract_changes.recorded_at,
        contract_changes.changed_at,
        contract_changes.source_table,
        contract_changes.source_key,
        contract_changes.load_id
    from contract_changes
    cross join options
    left join contracts on contract_changes.contract_key = contracts.contract_key
    left join currencies on contracts.currency = currencies.currency
)

select * from final
