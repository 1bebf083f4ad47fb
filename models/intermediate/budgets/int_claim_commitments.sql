with

rules as (
    select * from {{ ref('budget_rules') }}
),

travels as (
    select
        travels.travel_request_key,
        travels.approved_date,
        coalesce(travels.end_date, travels.approved_date) + rules.travel_lapse_days as ended_date,
        travels.estimated_amount
    from {{ ref('travel_requests') }} as travels
    cross join rules
    where travels.company_key is not null and travels.approved_date is not null and travels.estimated_amount is not null
),

claims as (
    select
        claims.*,
        paths.travel_request_key,
        claim_entries.posting_date,
        coalesce(claims.net_amount, claims.sanctioned_gross_amount) as claimed_amount
    from {{ ref('expense_claims') }} as claims
    inner join {{ ref('int_claim_paths') }} as paths on claims.expense_claim_key = paths.expense_claim_key
    left join {{ ref('int_claim_entries') }} as claim_entries
        on claims.expense_claim_key = claim_entries.expense_claim_key
    where claims.approved_date is not null
),

-- a journey's estimate gives way, in whole, to its first claim; a claim to the entry that books it; what is paid has
-- been booked, whether its entry is known or not
steps as (
    select
        'travel|' || travel_request_key as commitment_key,
        travel_step.*,
        'travel' as document_class,
        travel_request_key as document_key
    from travels
    cross join lateral (
        values ('committed', approved_date, 1, estimated_amount, 0), ('lapsed', ended_date, 9, 0, 0)
    ) as travel_step (step_kind, step_date, step_order, value_amount, taken_amount)
    union all
    select
        'travel|' || travels.travel_request_key as commitment_key,
        'replaced' as step_kind,
        greatest(claims.approved_date, travels.approved_date) as step_date,
        2 as step_order,
        0 as value_amount,
        travels.estimated_amount as taken_amount,
        'claim' as document_class,
        claims.expense_claim_key as document_key
    from claims
    inner join travels on claims.travel_request_key = travels.travel_request_key
    union all
    select
        'claim|' || expense_claim_key as commitment_key,
        claim_step.*,
        'claim' as document_class,
        expense_claim_key as document_key
    from claims
    cross join lateral (
        values
        ('committed', approved_date, 1, claimed_amount, 0),
        ('used', posting_date, 2, 0, claimed_amount),
        ('released', least(paid_date, cancellation_date), 9, 0, 0)
    ) as claim_step (step_kind, step_date, step_order, value_amount, taken_amount)
    where claim_step.step_date is not null
),

keyed as (
    select
        *,
        document_class || '|' || document_key as step_key,
        step_kind in ('released', 'lapsed') as is_end
    from steps
),

final as (
    {{ commitment_moves('keyed') }}
)

select * from final
