-- What was budgeted for the fiscal year of each company (years), and what consumes it up to the day, also beside its subjects.
days as (
    select
        *,
        least($as_of, end_date) as day,
        (end_date - start_date + 1)::double / greatest(least($as_of, end_date) - start_date + 1, 1) as even_factor
    from years
    -- what is committed comes from many systems: it belongs to the budgets and books of its company
    where
        $system is null
        or company_key in (select kept.company_key from marts.fct_budgets as kept where kept.system = $system)
        or company_key in (
            select booked.company_key
            from marts.fct_budget_consumption as booked
            where booked.commitment_key is null and booked.system = $system
        )
),

-- how much more came of what is never committed after the same day of the two years before
courses as (
    select
        spent.company_key,
        spent.account_key,
        count(distinct spent.fiscal_year) filter (spent.actual_amount_company > 0) as year_count,
        sum(spent.actual_amount_company) as whole_amount,
        coalesce(sum(spent.actual_amount_company) filter (
            spent.event_date <= days.day - to_years((days.fiscal_year - spent.fiscal_year)::integer)
        ), 0) as early_amount
    from marts.fct_budget_consumption as spent
    inner join days
        on
            spent.company_key = days.company_key
            and spent.fiscal_year between days.fiscal_year - 2 and days.fiscal_year - 1
    where not spent.is_committed
    group by all
),

budgets as (
    select
        budgets.company_key,
        budgets.department_key,
        budgets.account_key,
        null::varchar as employee_key,
        null::varchar as product_key,
        budgets.project_reference,
        budgets.month_start_date,
        case when budgets.budget_kind = 'original' then budgets.budget_amount_company end as original,
        case when budgets.budget_kind <> 'original' then budgets.budget_amount_company end as adjustment
    from marts.fct_budgets as budgets
    inner join days
        on
            budgets.company_key = days.company_key
            and budgets.fiscal_year = days.fiscal_year
            and budgets.effective_date <= $as_of
    -- what limits the same costs by another division is no more money
    where not budgets.is_parallel and ($system is null or budgets.system = $system)
),

-- commitments stand as of the day, whenever they were made; costs in the year alone. Of a year that is yet to begin they
-- hold what falls into it: the rest stands in the years before, and one yuan in no two of them.
consumed as (
    select
        spent.company_key,
        spent.department_key,
        spent.account_key,
        spent.employee_key,
        spent.product_key,
        spent.project_reference,
        spent.is_budget_subject,
        case
            when spent.commitment_key is null then spent.month_start_date
            else date_trunc('month', greatest(coalesce(spent.expected_date, days.day), days.day))::date
        end as month_start_date,
        spent.committed_amount_company * shares.year_share as committed,
        case when spent.commitment_key is not null then spent.committed_amount_company * case
            when days.start_date > $as_of then shares.year_share
            when coalesce(spent.expected_date, days.day) <= days.end_date then 1
            when spent.budget_stage = 'contract'
                then (days.end_date - days.day)::decimal(9, 0) / (spent.expected_date - days.day)
            else 0
        end end as falling,
        spent.actual_amount_company as actual,
        case when spent.commitment_key is null and not spent.is_committed then
            spent.actual_amount_company * (case
                when days.day >= days.end_date then 1
                when courses.year_count = 2 and courses.early_amount >= 0.1 * courses.whole_amount
                    then courses.whole_amount::double / courses.early_amount::double
                else days.even_factor
            end - 1)
        end as expected
    from marts.fct_budget_consumption as spent
    inner join days on spent.company_key = days.company_key and spent.event_date <= days.day
    left join courses on spent.company_key = courses.company_key and spent.account_key = courses.account_key
    cross join lateral (
        select
            case
                when days.start_date <= $as_of then 1
                when spent.expected_date < days.start_date then 0
                when spent.budget_stage = 'contract'
                    then (least(spent.expected_date, days.end_date) - days.start_date + 1)::decimal(9, 0)
                        / (spent.expected_date - days.day)
                when spent.expected_date <= days.end_date then 1
                else 0
            end as year_share
    ) as shares
    where
        (spent.commitment_key is not null or spent.fiscal_year = days.fiscal_year)
        and ($system is null or spent.system = $system or spent.commitment_key is not null)
),
