with

steps as (
    select * from {{ ref('int_contract_steps') }}
    union all by name
    select * from {{ ref('int_contract_change_steps') }}
    union all by name
    select * from {{ ref('int_contract_end_steps') }}
),

contracts as (
    select * from {{ ref('dim_contract') }}
),

companies as (
    select * from {{ ref('dim_company') }}
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
),

final as (
    select
        steps.contract_event_key,
        steps.contract_key,
        contracts.company_key,
        contracts.customer_key,
        contracts.supplier_key,
        contracts.counterparty_company_key,
        contracts.department_key,
        contracts.owner_employee_key,
        contracts.system,
        contracts.contract_side,
        steps.event_kind,
        steps.event_date,
        contracts.currency,
        coalesce(steps.net_amount, 0)::decimal(18, 3) as net_amount,
        coalesce(steps.tax_amount, 0)::decimal(18, 3) as tax_amount,
        coalesce(steps.gross_amount, 0)::decimal(18, 3) as gross_amount,
        coalesce(steps.pending_net_amount, 0)::decimal(18, 3) as pending_net_amount,
        coalesce(steps.pending_gross_amount, 0)::decimal(18, 3) as pending_gross_amount,
        steps.settlement_gross_amount,
        rates.rate as exchange_rate,
        {{ round_money('coalesce(steps.net_amount, 0) * rates.rate', 'company_currencies.minor_digits') }}
            as net_amount_company,
        {{ round_money('coalesce(steps.gross_amount, 0) * rates.rate', 'company_currencies.minor_digits') }}
            as gross_amount_company,
        steps.recorded_at,
        steps.source_table,
        steps.source_key,
        steps.load_id
    from steps
    inner join contracts on steps.contract_key = contracts.contract_key
    inner join companies on contracts.company_key = companies.company_key
    left join {{ ref('currencies') }} as company_currencies on companies.currency = company_currencies.currency
    left join rates
        on
            contracts.currency = rates.from_currency
            and companies.currency = rates.to_currency
            and steps.event_date >= rates.from_date
            and steps.event_date < rates.until_date
)

select * from final
