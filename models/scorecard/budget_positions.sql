with

years as (
    select * from {{ ref('budget_years') }}
),

consumption as (
    select * from {{ ref('fct_budget_consumption') }}
    where is_budget_subject
),

budget_days as (
    select
        company_key,
        fiscal_year,
        effective_date,
        sum(budget_amount_company) as budget_amount
    from {{ ref('fct_budgets') }}
    where not is_parallel
    group by all
),

spent_days as (
    select
        company_key,
        fiscal_year,
        event_date,
        sum(actual_amount_company) as actual_amount
    from consumption
    where commitment_key is null
    group by all
),

-- what is open of commitments that are to become cost on the same day, as timespans
open_amounts as (
    select
        company_key,
        budget_stage = 'contract' as is_contract,
        expected_date,
        event_date as from_date,
        lead(event_date, 1, date '9999-12-31') over same as until_date,
        sum(sum(committed_amount_company)) over same as open_amount
    from consumption
    where commitment_key is not null
    group by company_key, budget_stage = 'contract', expected_date, event_date
    window same as (partition by company_key, budget_stage = 'contract', expected_date order by event_date)
),

amounts as (
    select
        years.company_key,
        years.reporting_date,
        sum(budget_days.budget_amount) as revised_amount
    from years
    inner join budget_days
        on
            years.company_key = budget_days.company_key
            and years.fiscal_year = budget_days.fiscal_year
            and years.reporting_date >= budget_days.effective_date
    group by all
    union all by name
    select
        years.company_key,
        years.reporting_date,
        sum(spent_days.actual_amount) as actual_amount
    from years
    inner join spent_days
        on
            years.company_key = spent_days.company_key
            and years.fiscal_year = spent_days.fiscal_year
            and years.reporting_date >= spent_days.event_date
    group by all
    union all by name
    -- of a contract that goes on, the part of its days falls into the year
    select
        years.company_key,
        years.reporting_date,
        sum(open_amounts.open_amount) as committed_amount,
        sum((open_amounts.open_amount * case
            when coalesce(open_amounts.expected_date, years.reporting_date) <= years.end_date then 1
            when open_amounts.is_contract
                then (years.end_date - years.reporting_date)::decimal(9, 0)
                    / (open_amounts.expected_date - years.reporting_date)
            else 0
        end)::decimal(24, 6)) as falling_amount
    from years
    inner join open_amounts
        on
            years.company_key = open_amounts.company_key
            and years.reporting_date >= open_amounts.from_date
            and years.reporting_date < open_amounts.until_date
    where open_amounts.open_amount <> 0
    group by all
),

final as (
    select
        company_key,
        reporting_date,
        coalesce(sum(revised_amount), 0)::decimal(24, 3) as revised_amount,
        coalesce(sum(actual_amount), 0)::decimal(24, 3) as actual_amount,
        coalesce(sum(committed_amount), 0)::decimal(24, 3) as committed_amount,
        coalesce(sum(falling_amount), 0)::decimal(24, 6) as falling_amount
    from amounts
    group by all
)

select * from final
