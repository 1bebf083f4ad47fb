with

balances as (
    select * from {{ ref('fct_receivable_balances') }}
),

customers as (
    select * from {{ ref('dim_customer') }}
),

disputed as (
    select * from {{ ref('int_documents_disputed') }}
),

reporting_dates as (
    select reporting_date from {{ ref('dim_reporting_date') }}
),

-- the days of an interval on which its document is disputed move from one side to the other
stretches as (
    select
        balances.*,
        false as is_disputed,
        1 as sign
    from balances
    union all
    select
        balances.* replace (
            greatest(balances.from_date, disputed.from_date) as from_date,
            least(balances.until_date, disputed.until_date) as until_date
        ),
        unnest([false, true]) as is_disputed,
        unnest([-1, 1]) as sign
    from balances
    inner join disputed
        on
            balances.item_key = disputed.item_key
            and balances.from_date < disputed.until_date
            and balances.until_date > disputed.from_date
),

-- an interval adds its residual on its first day and takes it off on the day after its last
changes as (
    select
        stretches.company_key,
        stretches.system,
        customers.is_intercompany,
        stretches.is_credit,
        stretches.is_disputed,
        stretches.due_date,
        unnest([stretches.from_date, stretches.until_date]) as change_date,
        stretches.sign * unnest([1, -1]) as line_count_change,
        stretches.residual_amount_company * line_count_change as residual_change_company
    from stretches
    inner join customers on stretches.customer_key = customers.customer_key
),

daily as (
    select
        company_key,
        system,
        is_intercompany,
        is_credit,
        is_disputed,
        due_date,
        change_date,
        sum(residual_change_company) as residual_change_company,
        sum(line_count_change) as line_count_change
    from changes
    group by all
),

final as (
    select
        daily.company_key,
        daily.system,
        daily.is_intercompany,
        daily.is_credit,
        daily.is_disputed,
        daily.due_date,
        reporting_dates.reporting_date as period_end_date,
        sum(daily.residual_change_company)::decimal(18, 3) as residual_change_company,
        sum(daily.line_count_change)::integer as line_count_change
    from daily
    -- the first reporting date on or after the change
    asof inner join reporting_dates on daily.change_date <= reporting_dates.reporting_date
    group by all
    having sum(daily.residual_change_company) <> 0 or sum(daily.line_count_change) <> 0
)

select * from final
