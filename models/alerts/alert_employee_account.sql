with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'employee_account' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

suppliers as (
    select * from {{ ref('suppliers') }}
),

employees as (
    select
        *,
        {{ reference_of('bank_account_number') }} as account_reference
    from {{ ref('employees') }}
    where bank_account_number is not null
),

account_changes as (
    select * from {{ ref('payee_account_changes') }}
),

-- accounts that a supplier has, or had
supplier_accounts as (
    select supplier_key, {{ reference_of('bank_account_number') }} as account_reference from suppliers
    union
    select supplier_key, {{ reference_of('new_account_number') }} as account_reference from account_changes
    union
    select supplier_key, {{ reference_of('old_account_number') }} as account_reference from account_changes
),

shared as (
    select
        suppliers.supplier_key,
        min(employees.employee_key) as employee_key,
        arg_min(employees.employee_name, employees.employee_key) as employee_name,
        arg_min(employees.company_key, employees.employee_key) as employee_company_key
    from supplier_accounts
    inner join suppliers on supplier_accounts.supplier_key = suppliers.supplier_key
    inner join employees on supplier_accounts.account_reference = employees.account_reference
    -- an employee who is paid back what he spent has a supplier's record of his own name
    where {{ plain_name('suppliers.supplier_name') }} <> {{ plain_name('employees.employee_name') }}
    group by all
),

paid as (
    select
        documents.supplier_key,
        documents.company_key,
        documents.currency,
        sum(documents.cash_amount) as cash_amount
    from {{ ref('cash_documents') }} as documents
    cross join options
    where
        documents.cash_direction = 'payment'
        and documents.document_status = 'posted'
        and documents.medium = 'bank'
        and documents.company_key is not null
        and documents.posting_date <= options.as_of_date
    group by all
),

found as (
    select
        concat_ws('|', rules.rule, paid.company_key, paid.currency, shared.supplier_key) as finding_key,
        rules.rule,
        'critical' as severity,
        'supplier_account' as subject_type,
        shared.supplier_key as subject_key,
        suppliers.supplier_name as subject_name,
        rules.owner,
        coalesce(paid.cash_amount, 0) as stake_amount,
        coalesce(paid.currency, companies.currency) as stake_currency,
        json_object('employee', shared.employee_name)::varchar as message_arguments,
        companies.company_key,
        suppliers.system,
        suppliers.source_table,
        suppliers.source_key,
        options.as_of_date
    from shared
    inner join suppliers on shared.supplier_key = suppliers.supplier_key
    left join paid on shared.supplier_key = paid.supplier_key
    inner join {{ ref('dim_company') }} as companies
        on coalesce(paid.company_key, shared.employee_company_key) = companies.company_key
    cross join options
    cross join rules
),

final as (
    {{ as_findings('found') }}
)

select * from final
