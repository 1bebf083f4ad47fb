with

grades as (
    select * from {{ ref('duplicate_grades') }}
),

reasons as (
    select
        duplicate_candidate_key,
        unnest(reasons) as reason
    from {{ ref('int_duplicate_candidates') }}
),

-- Each reason leaves some doubt; all of them together what each leaves of that of the others. Multiplied in one order,
-- since products of floating numbers depend on it.
scored as (
    select
        reasons.duplicate_candidate_key,
        round(
            1 - list_product(list(1 - weights.weight::double order by weights.weight desc, weights.reason)), 4
        )::decimal(5, 4) as score,
        string_agg(weights.reason, ', ' order by weights.weight desc, weights.reason) as reasons
    from reasons
    inner join {{ ref('duplicate_reasons') }} as weights on reasons.reason = weights.reason
    group by all
),

final as (
    select
        scored.duplicate_candidate_key,
        scored.score,
        scored.reasons,
        max_by(grades.grade, (grades.least_score, grades.grade)) as computed_grade
    from scored
    left join grades on scored.score >= grades.least_score
    group by all
)

select * from final
