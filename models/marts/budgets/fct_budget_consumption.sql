with

options as (
    select * from {{ source('settings', 'options') }}
),

moves as (
    select * from {{ ref('int_budget_moves') }}
),

actual as (
    select * from {{ ref('int_budget_actuals') }}
),

accounts as (
    select * from {{ ref('dim_account') }}
),

suppliers as (
    select * from {{ ref('dim_supplier') }}
),

fiscal_months as (
    select * from {{ ref('int_fiscal_months') }}
),

committed as (
    select
        moves.*,
        true as is_committed
    from moves
    cross join options
    -- what will lapse if nothing comes of it, has not yet
    where moves.movement_kind <> 'lapsed' or moves.event_date <= options.as_of_date
),

consumption as (
    select * from committed
    union all by name
    select * from actual
),

final as (
    select
        consumption.budget_consumption_key,
        consumption.path_key,
        consumption.commitment_key,
        consumption.company_key,
        consumption.department_key,
        consumption.account_key,
        consumption.account_basis,
        consumption.employee_key,
        consumption.supplier_key,
        suppliers.counterparty_company_key,
        {{ reference_of('consumption.project_code') }} as project_reference,
        consumption.product_key,
        consumption.budget_stage,
        consumption.movement_kind,
        consumption.commitment_number,
        consumption.document_class,
        consumption.document_number,
        coalesce(fiscal_months.fiscal_year, year(consumption.event_date))::integer as fiscal_year,
        consumption.currency,
        coalesce(consumption.committed_amount, 0)::decimal(18, 3) as committed_amount,
        coalesce(consumption.actual_amount, 0)::decimal(18, 3) as actual_amount,
        case when consumption.movement_kind in ('actual', 'reversed') then 0 else consumption.committed_amount_company end
        ::decimal(18, 3) as committed_amount_company,
        coalesce(consumption.actual_amount_company, 0)::decimal(18, 3) as actual_amount_company,
        consumption.is_committed,
        coalesce(accounts.is_budget_subject, consumption.account_key is null) as is_budget_subject,
        consumption.event_date,
        date_trunc('month', consumption.event_date)::date as month_start_date,
        consumption.expected_date,
        consumption.recorded_at,
        consumption.system,
        consumption.source_table,
        consumption.source_key,
        consumption.load_id
    from consumption
    left join accounts on consumption.account_key = accounts.account_key
    left join suppliers on consumption.supplier_key = suppliers.supplier_key
    left join fiscal_months
        on
            consumption.company_key = fiscal_months.company_key
            and date_trunc('month', consumption.event_date) = fiscal_months.month_start_date
)

select * from final
