with

rules as (
    {{ rule_with('duplicate_payment', ['least_score']) }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

candidates as (
    select * from {{ ref('fct_duplicate_candidates') }}
    where candidate_kind in ('bill', 'payment') and status <> 'rejected'
),

found as (
    select
        rules.rule || '|' || candidates.duplicate_candidate_key as finding_key,
        rules.rule,
        if(candidates.grade = 'certain' and candidates.paid_again_amount > 0, 'critical', 'warning') as severity,
        case candidates.candidate_kind
            when 'payment' then 'repeated_payment'
            else if(candidates.paid_again_amount > 0, 'bill_paid_twice', 'bill_entered_twice')
        end as subject_type,
        candidates.duplicate_candidate_key as subject_key,
        concat_ws(' ', candidates.document_number, suppliers.supplier_name) as subject_name,
        rules.owner,
        candidates.stake_amount,
        candidates.currency as stake_currency,
        json_object(
            'document', candidates.document_number,
            'first', candidates.first_document_number,
            'grade', candidates.grade,
            'date', candidates.known_date
        )::varchar as message_arguments,
        candidates.company_key,
        candidates.system,
        candidates.source_table,
        candidates.source_key,
        options.as_of_date
    from candidates
    left join {{ ref('dim_supplier') }} as suppliers on candidates.supplier_key = suppliers.supplier_key
    cross join options
    cross join rules
    where
        candidates.known_date <= options.as_of_date
        and (candidates.score >= rules.least_score or candidates.status = 'confirmed')
),

final as (
    {{ as_findings('found') }}
)

select * from final
