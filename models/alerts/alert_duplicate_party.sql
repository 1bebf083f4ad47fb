with

rules as (
    {{ rule_with('duplicate_party', ['least_score']) }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

candidates as (
    select * from {{ ref('fct_duplicate_candidates') }}
    where candidate_kind = 'party' and status <> 'rejected'
),

records as (
    select * from {{ ref('int_party_records') }}
),

found as (
    select
        rules.rule || '|' || candidates.duplicate_candidate_key as finding_key,
        rules.rule,
        'warning' as severity,
        'duplicate_' || records.record_type as subject_type,
        candidates.duplicate_candidate_key as subject_key,
        candidates.party_name as subject_name,
        rules.owner,
        0::decimal(18, 3) as stake_amount,
        candidates.currency as stake_currency,
        json_object(
            'number', candidates.document_number,
            'first', candidates.first_party_name,
            'first_number', candidates.first_document_number,
            'grade', candidates.grade
        )::varchar as message_arguments,
        candidates.company_key,
        candidates.system,
        candidates.source_table,
        candidates.source_key,
        options.as_of_date
    from candidates
    inner join records on candidates.second_document_key = records.party_record_key
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
