with

moves as (
    select * from {{ ref('int_request_commitments') }}
    union all by name
    select * from {{ ref('int_contract_commitments') }}
    union all by name
    select * from {{ ref('int_order_commitments') }}
    union all by name
    select * from {{ ref('int_order_bills') }}
    union all by name
    select * from {{ ref('int_claim_commitments') }}
),

commitments as (
    select * from {{ ref('int_commitments') }}
),

documents as (
    select * from {{ ref('int_budget_documents') }}
),

departments as (
    select * from {{ ref('int_departments_matched') }}
),

employees as (
    select * from {{ ref('int_employees_matched') }}
),

companies as (
    select * from {{ ref('companies') }}
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
),

final as (
    select
        concat_ws('#', moves.commitment_key, moves.step_date, moves.step_kind, moves.step_key)
            as budget_consumption_key,
        commitments.path_key,
        moves.commitment_key,
        commitments.company_key,
        coalesce(departments.book_department_key, commitments.department_key) as department_key,
        commitments.account_key,
        commitments.account_basis,
        coalesce(employees.book_employee_key, commitments.employee_key) as employee_key,
        commitments.supplier_key,
        commitments.project_code,
        commitments.product_key,
        commitments.budget_stage,
        moves.step_kind as movement_kind,
        commitment_documents.document_number as commitment_number,
        moves.document_class,
        documents.document_number,
        commitments.currency,
        moves.moved_amount as committed_amount,
        -- at the rate of the day on which it was committed, so that nothing is left when all of it is used
        {{ round_money('moves.open_amount * rates.rate', 'currencies.minor_digits') }}
        - {{ round_money('(moves.open_amount - moves.moved_amount) * rates.rate', 'currencies.minor_digits') }}
            as committed_amount_company,
        moves.step_date as event_date,
        commitments.expected_date,
        documents.recorded_at,
        documents.system,
        documents.source_table,
        documents.source_key,
        documents.load_id
    from moves
    inner join commitments on moves.commitment_key = commitments.commitment_key
    inner join documents
        on moves.document_class = documents.document_class and moves.document_key = documents.document_key
    inner join documents as commitment_documents
        on
            commitments.budget_stage = commitment_documents.document_class
            and commitments.document_key = commitment_documents.document_key
    inner join companies on commitments.company_key = companies.company_key
    left join departments on commitments.department_key = departments.department_key
    left join employees on commitments.employee_key = employees.employee_key
    left join {{ ref('currencies') }} as currencies on companies.currency = currencies.currency
    left join rates
        on
            commitments.currency = rates.from_currency
            and companies.currency = rates.to_currency
            and commitments.opened_date >= rates.from_date
            and commitments.opened_date < rates.until_date
)

select * from final
