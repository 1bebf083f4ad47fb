with

lines as (
    select * from {{ ref('expense_claim_lines') }}
),

claims as (
    select * from {{ ref('expense_claims') }}
),

travels as (
    select * from {{ ref('travel_requests') }}
),

-- a claim that names no journey is of the class of its city, as journeys to it are
cities as (
    select
        system,
        {{ plain_name('to_city') }} as plain_city,
        mode(city_tier order by city_tier) as city_tier
    from travels
    where city_tier is not null and to_city is not null
    group by all
),

employees as (
    select * from {{ ref('employees') }}
),

grades as (
    select * from {{ ref('expense_grades') }}
),

policies as (
    select * from {{ ref('expense_policies') }}
),

final as (
    select
        lines.expense_claim_line_key,
        policies.expense_policy_key,
        coalesce(grades.employee_grade, 'staff') as employee_grade,
        coalesce(travels.city_tier, cities.city_tier) as city_tier,
        policies.limit_amount,
        (policies.limit_amount * coalesce(lines.quantity, 1))::decimal(18, 3) as allowed_amount,
        greatest(lines.gross_amount - policies.limit_amount * coalesce(lines.quantity, 1), 0)::decimal(18, 3)
            as excess_amount
    from lines
    inner join claims on lines.expense_claim_key = claims.expense_claim_key
    inner join {{ ref('int_claim_paths') }} as paths on lines.expense_claim_key = paths.expense_claim_key
    left join travels on paths.travel_request_key = travels.travel_request_key
    left join cities on lines.system = cities.system and {{ plain_name('lines.city') }} = cities.plain_city
    left join employees on claims.employee_key = employees.employee_key
    left join grades on employees.job_title = grades.job_title
    inner join policies
        on
            lines.system = policies.system
            and lines.expense_subject = policies.expense_subject
            and claims.currency = policies.currency
            and (policies.city_tier is null or coalesce(travels.city_tier, cities.city_tier) = policies.city_tier)
            and (policies.employee_grade is null or coalesce(grades.employee_grade, 'staff') = policies.employee_grade)
    -- the one that says most about the case
    qualify row_number() over (
        partition by lines.expense_claim_line_key
        order by policies.city_tier nulls last, policies.employee_grade nulls last, policies.expense_policy_key
    ) = 1
)

select * from final
