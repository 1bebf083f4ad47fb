with

cost_entries as (
    select * from {{ ref('int_cost_entries') }}
),

departments as (
    select * from {{ ref('int_departments_matched') }}
),

-- the account of journeys that a department uses most
travel_accounts as (
    select
        cost_entries.department_key,
        mode(cost_entries.account_key order by cost_entries.account_key) as account_key
    from cost_entries
    inner join {{ ref('accounts') }} as subject_accounts on cost_entries.account_key = subject_accounts.account_key
    inner join {{ ref('budget_rules') }} as rules on subject_accounts.subject = rules.travel_subject
    where cost_entries.department_key is not null
    group by all
),

final as (
    select
        'claim|' || expense_claim_key as commitment_key,
        arg_max(account_key, (ledger_amount_company, account_key)) as account_key,
        'booked' as account_basis
    from cost_entries
    where expense_claim_key is not null
    group by expense_claim_key
    union all
    select
        'travel|' || travels.travel_request_key as commitment_key,
        travel_accounts.account_key,
        'estimated' as account_basis
    from {{ ref('travel_requests') }} as travels
    inner join departments on travels.department_key = departments.department_key
    inner join travel_accounts on departments.book_department_key = travel_accounts.department_key
)

select * from final
