with

candidates as (
    select
        candidates.duplicate_candidate_key,
        candidates.first_key,
        candidates.second_key,
        coalesce(grades.is_one_party, false) as is_one_party
    from {{ ref('int_duplicate_candidates') }} as candidates
    inner join {{ ref('int_duplicates_scored') }} as scored
        on candidates.duplicate_candidate_key = scored.duplicate_candidate_key
    left join {{ ref('duplicate_grades') }} as grades on scored.computed_grade = grades.grade
    where candidates.candidate_kind in ('party', 'link')
),

-- of several decisions the newest counts; its key names both records, also when nothing but it speaks for them by now
decided as (
    select
        *,
        string_split(subject_key, '|') as key_parts
    from {{ ref('decisions') }}
    where subject_type = 'duplicate' and regexp_matches(subject_key, '^(party|link)\|')
    qualify row_number() over (partition by subject_key order by decision_number desc, decision_key) = 1
),

judged as (
    select
        coalesce(candidates.first_key, array_to_string(list_slice(decided.key_parts, 2, 4), '|')) as first_key,
        coalesce(candidates.second_key, array_to_string(list_slice(decided.key_parts, 5, 7), '|')) as second_key,
        case
            when decided.decision in ('confirmed', 'rejected') then decided.decision
            when candidates.is_one_party then 'certain'
        end as link_basis
    from candidates
    full join decided on candidates.duplicate_candidate_key = decided.subject_key
),

final as (
    select * from judged
    where link_basis is not null
    union all
    -- one row of the source that is both customer and supplier
    select
        customers.party_record_key as first_key,
        suppliers.party_record_key as second_key,
        'same_row' as link_basis
    from {{ ref('int_party_records') }} as customers
    inner join {{ ref('int_party_records') }} as suppliers
        on
            customers.system = suppliers.system
            and customers.source_table = suppliers.source_table
            and customers.source_key = suppliers.source_key
            and customers.record_type = 'customer'
            and suppliers.record_type = 'supplier'
)

select * from final
