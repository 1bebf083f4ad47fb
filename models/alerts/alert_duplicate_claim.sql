with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'duplicate_claim' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

claims as (
    select * from {{ ref('fct_expense_claims') }}
),

-- a person looked at it and said that they are two
rejected as (
    select * from {{ ref('fct_duplicate_candidates') }}
    where candidate_kind = 'claim' and status = 'rejected'
),

found as (
    select
        rules.rule || '|' || claims.expense_claim_line_key as finding_key,
        rules.rule,
        if(claims.paid_date <= options.as_of_date, 'critical', 'warning') as severity,
        if(claims.is_duplicate and rejected.second_document_key is null, 'invoice_claimed_twice', 'invoice_taken_back')
            as subject_type,
        claims.expense_claim_line_key as subject_key,
        concat_ws(' ', claims.claim_number, employees.employee_name) as subject_name,
        rules.owner,
        claims.gross_amount as stake_amount,
        claims.currency as stake_currency,
        json_object(
            'invoice', claims.invoice_number,
            'first', claims.first_document_number,
            'red_lettered', claims.red_letter_date
        )::varchar as message_arguments,
        claims.company_key,
        claims.system,
        claims.source_table,
        claims.source_key,
        options.as_of_date
    from claims
    left join {{ ref('dim_employee') }} as employees on claims.employee_key = employees.employee_key
    left join rejected on claims.expense_claim_line_key = rejected.second_document_key
    cross join options
    cross join rules
    where
        claims.cancellation_date is null
        and (
            (
                claims.is_duplicate
                and rejected.second_document_key is null
                and claims.approved_date <= options.as_of_date
            )
            -- its seller took the invoice back, and nobody the money
            or (
                claims.invoice_status = 'red_lettered'
                and claims.paid_date <= options.as_of_date
                and coalesce(claims.red_letter_date <= options.as_of_date, true)
            )
        )
),

final as (
    {{ as_findings('found') }}
)

select * from final
