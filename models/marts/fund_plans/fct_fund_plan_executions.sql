with

requests as (
    select
        'payment_request' as execution_kind,
        payments.payment_request_key as execution_id,
        payments.* exclude (payment_request_key, contract_reference),
        coalesce(contract_names.contract_key, payments.contract_reference) as item_contract,
        contract_names.contract_key,
        'payment' as line_direction,
        payments.request_number as document_number,
        payments.gross_amount as executed_amount,
        payments.gross_amount_company as executed_amount_company,
        payments.paid_date as executed_date
    from {{ ref('int_planned_payments') }} as payments
    left join {{ ref('int_contracts_by_reference') }} as contract_names
        on
            payments.company_key = contract_names.company_key
            and payments.contract_reference = contract_names.contract_reference
),

-- payments to suppliers are told by their requests, and capital that comes in is no payment
bank_lines as (
    select
        'bank_line' as execution_kind,
        movements.bank_line_key as execution_id,
        movements.*,
        categories.fund_category,
        movements.category as cash_category,
        movements.contract_key as item_contract,
        claims.department_key,
        case categories.fund_category when 'sales' then 'receipt' else 'payment' end as line_direction,
        if(categories.fund_category = 'sales', 1, -1) * movements.cash_amount as executed_amount,
        if(categories.fund_category = 'sales', 1, -1) * movements.cash_amount_company as executed_amount_company,
        movements.counterparty_name as party_name,
        movements.bank_reference as document_number,
        'by_category' as plan_state,
        date_trunc('month', movements.value_date)::date as month_start_date,
        movements.value_date as executed_date
    from {{ ref('fct_cash_movements') }} as movements
    inner join {{ ref('dim_cash_category') }} as categories on movements.category = categories.category
    left join {{ ref('expense_claims') }} as claims
        on case when movements.category = 'expense_claims' then movements.document_key end = claims.expense_claim_key
    where
        categories.fund_category is not null
        and (categories.fund_category <> 'capital' or movements.cash_amount < 0)
),

both_kinds as (
    select * from requests
    union all by name
    select * from bank_lines
),

executed as (
    select
        *,
        concat_ws('|', company_key, month_start_date, line_direction, fund_category, coalesce(item_contract, ''))
            as plan_item_key
    from both_kinds
),

-- what one department alone plans is its own
single_departments as (
    select
        plan_item_key,
        min(department_key) as department_key
    from {{ ref('fct_fund_plan_lines') }}
    where from_date is not null
    group by all
    having count(distinct coalesce(department_key, '')) = 1
),

final as (
    select
        executed.execution_kind || '|' || executed.execution_id as execution_key,
        executed.execution_kind,
        executed.company_key,
        coalesce(
            executed.department_key,
            case when executed.execution_kind = 'bank_line' then single_departments.department_key end
        ) as department_key,
        executed.contract_key,
        executed.customer_key,
        executed.supplier_key,
        executed.bank_line_key,
        executed.plan_item_key,
        executed.system,
        executed.document_number,
        executed.party_name,
        executed.line_direction,
        executed.fund_category,
        executed.cash_category,
        executed.contract_number,
        executed.currency,
        executed.executed_amount::decimal(18, 3) as executed_amount,
        executed.executed_amount_company::decimal(18, 3) as executed_amount_company,
        executed.plan_state,
        executed.month_start_date,
        executed.planned_date,
        executed.executed_date,
        executed.recorded_at,
        executed.source_table,
        executed.source_key,
        executed.load_id
    from executed
    left join single_departments on executed.plan_item_key = single_departments.plan_item_key
)

select * from final
