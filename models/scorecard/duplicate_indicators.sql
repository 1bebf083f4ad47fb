with

reporting_dates as (
    select * from {{ ref('dim_reporting_date') }}
    where is_published
),

companies as (
    select * from {{ ref('dim_company') }}
),

-- where there is nothing to compare nothing can be found
checked as (
    select
        company_key,
        effect_date as checked_date
    from {{ ref('fct_payable_effects') }}
    union all
    select
        company_key,
        approved_date as checked_date
    from {{ ref('fct_expense_claims') }}
),

scopes as (
    select
        company_key,
        min(checked_date) as first_date
    from checked
    group by all
),

-- a decision counts from its day on; one of after the day of the build on that day
candidates as (
    select
        company_key,
        stake_amount_company,
        known_date as from_date,
        case
            when status = 'open' then date '9999-12-31'
            else least(decided_at::date, (select max(reporting_dates.reporting_date) from reporting_dates))
        end as until_date
    from {{ ref('fct_duplicate_candidates') }}
    where computed_grade in ('certain', 'probable') and candidate_kind in ('bill', 'payment', 'claim')
),

undecided as (
    select
        scopes.company_key,
        companies.currency,
        companies.presentation_currency,
        reporting_dates.*,
        candidates.from_date is not null as is_candidate,
        candidates.stake_amount_company,
        (candidates.stake_amount_company * rates.rate)::decimal(18, 2) as stake_amount_group
    from scopes
    inner join companies on scopes.company_key = companies.company_key
    inner join reporting_dates on scopes.first_date <= reporting_dates.reporting_date
    left join candidates
        on
            scopes.company_key = candidates.company_key
            and reporting_dates.reporting_date >= candidates.from_date
            and reporting_dates.reporting_date < candidates.until_date
    left join {{ ref('fct_exchange_rates') }} as rates
        on
            companies.currency = rates.from_currency
            and reporting_dates.reporting_date >= rates.from_date
            and reporting_dates.reporting_date < rates.until_date
),

scoped as (
    select
        company_key as scope_key,
        *,
        stake_amount_company as stake_amount
    from undecided
    union all by name
    select
        '(group)' as scope_key,
        * replace (null as company_key, presentation_currency as currency),
        stake_amount_group as stake_amount
    from undecided
),

stated as (
    select
        'undecided_duplicates' as indicator,
        scope_key,
        company_key,
        currency,
        reporting_date,
        month_ago_date,
        year_ago_date,
        coalesce(sum(stake_amount), 0) as numerator,
        count(*) filter (is_candidate) as denominator,
        numerator::decimal(30, 6) as indicator_value,
        case when bool_or(is_candidate and stake_amount is null) then 'missing_rate' end as null_reason
    from scoped
    group by all
)

{{ as_indicators('stated') }}
