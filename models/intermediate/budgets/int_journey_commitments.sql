with

travels as (
    select
        'travel|' || travel_request_key as commitment_key,
        'travel' as budget_stage,
        travel_request_key as document_key,
        'travel|' || travel_request_key as path_key,
        company_key,
        department_key,
        employee_key,
        project_code,
        currency,
        approved_date as opened_date,
        end_date as expected_date
    from {{ ref('travel_requests') }}
    where company_key is not null
),

claims as (
    select
        'claim|' || claims.expense_claim_key as commitment_key,
        'claim' as budget_stage,
        claims.expense_claim_key as document_key,
        paths.path_key,
        claims.company_key,
        claims.department_key,
        claims.employee_key,
        claims.project_code,
        claims.currency,
        claims.approved_date as opened_date,
        claims.approved_date as expected_date
    from {{ ref('expense_claims') }} as claims
    inner join {{ ref('int_claim_paths') }} as paths on claims.expense_claim_key = paths.expense_claim_key
),

final as (
    select
        unlike.*,
        subject_accounts.account_key,
        coalesce(subject_accounts.account_basis, 'unknown') as account_basis
    from (
        select * from travels
        union all by name
        select * from claims
    ) as unlike
    left join {{ ref('int_claim_accounts') }} as subject_accounts on unlike.commitment_key = subject_accounts.commitment_key
)

select * from final
