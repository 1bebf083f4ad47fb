with

candidates as (
    select * from {{ ref('int_duplicate_candidates') }}
),

documents as (
    select * from {{ ref('fct_duplicate_documents') }}
),

scored as (
    select * from {{ ref('int_duplicates_scored') }}
),

-- of several decisions about a candidate the newest counts; one that is withdrawn leaves it as it was
decided as (
    select * from {{ ref('decisions') }}
    where subject_type = 'duplicate'
    qualify row_number() over (partition by subject_key order by decision_number desc, decision_key) = 1
),

paid as (
    select
        candidates.duplicate_candidate_key,
        case
            when min(claims.paid_date) is not null then min(candidates.stake_amount)
            -- two records of a party are no money
            when min(candidates.stake_amount) is not null then least(
                min(candidates.stake_amount),
                coalesce(sum(documents.document_amount) filter (where documents.document_class = 'payment'), 0)
            )
        end::decimal(18, 3) as paid_again_amount,
        max(documents.posting_date) as known_date
    from candidates
    inner join documents on candidates.duplicate_candidate_key = documents.duplicate_candidate_key
    left join {{ ref('fct_expense_claims') }} as claims on candidates.second_key = claims.expense_claim_line_key
    where documents.side = 'second'
    group by all
),

final as (
    select
        candidates.duplicate_candidate_key,
        seconds.company_key,
        firsts.company_key as first_company_key,
        seconds.supplier_key,
        seconds.employee_key,
        seconds.party_name,
        firsts.party_name as first_party_name,
        candidates.candidate_kind,
        coalesce(if(decided.decision = 'confirmed', 'certain', null), scored.computed_grade) as grade,
        scored.computed_grade,
        scored.score,
        scored.reasons,
        case decided.decision
            when 'confirmed' then 'confirmed'
            when 'rejected' then 'rejected'
            else 'open'
        end as status,
        decided.decision_key,
        decided.decided_by,
        decided.decision_note,
        decided.decided_at,
        candidates.first_key as first_document_key,
        candidates.second_key as second_document_key,
        seconds.document_number,
        firsts.document_number as first_document_number,
        seconds.currency,
        candidates.stake_amount::decimal(18, 3) as stake_amount,
        {{ share_of_money(
            'seconds.document_amount_company', 'candidates.stake_amount', 'seconds.document_amount', 'currencies.minor_digits'
        ) }} as stake_amount_company,
        paid.paid_again_amount,
        {{ share_of_money(
            'seconds.document_amount_company', 'paid.paid_again_amount', 'seconds.document_amount', 'currencies.minor_digits'
        ) }} as paid_again_amount_company,
        firsts.posting_date as first_posting_date,
        paid.known_date,
        seconds.system,
        seconds.source_table,
        seconds.source_key,
        seconds.load_id
    from candidates
    inner join scored on candidates.duplicate_candidate_key = scored.duplicate_candidate_key
    inner join documents as seconds
        on
            candidates.duplicate_candidate_key = seconds.duplicate_candidate_key
            and candidates.second_key = seconds.document_key
    left join documents as firsts
        on
            candidates.duplicate_candidate_key = firsts.duplicate_candidate_key
            and candidates.first_key = firsts.document_key
    inner join paid on candidates.duplicate_candidate_key = paid.duplicate_candidate_key
    inner join {{ ref('companies') }} as companies on seconds.company_key = companies.company_key
    left join {{ ref('currencies') }} as currencies on companies.currency = currencies.currency
    left join decided on candidates.duplicate_candidate_key = decided.subject_key
    -- what a person confirmed stays, whatever the weights say by now
    where scored.computed_grade is not null or decided.decision in ('confirmed', 'rejected')
)

select * from final
