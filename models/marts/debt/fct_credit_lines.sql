with

facilities as (
    select * from {{ ref('credit_facilities') }}
    where company_key is not null
),

loans as (
    select * from {{ ref('loans') }}
    where company_key is not null
),

loan_events as (
    select * from {{ ref('loan_events') }}
    where event_type in ('drawdown', 'repayment')
),

-- what a bank lends a company counts against what it grants it, whichever year's facility a loan was drawn from
steps as (
    select
        company_key,
        system,
        coalesce(bank_name, '') as bank_name,
        currency,
        unnest([valid_from_date, valid_until_date + 1]) as step_date,
        unnest([limit_amount, -limit_amount]) as limit_amount,
        0::decimal(18, 3) as drawn_amount
    from facilities
    union all
    select
        loans.company_key,
        loans.system,
        coalesce(loans.bank_name, '') as bank_name,
        loan_events.currency,
        loan_events.event_date as step_date,
        0 as limit_amount,
        case loan_events.event_type when 'drawdown' then loan_events.event_amount else -loan_events.event_amount end
            as drawn_amount
    from loan_events
    inner join loans on loan_events.loan_key = loans.loan_key
),

days as (
    select
        company_key,
        system,
        bank_name,
        currency,
        step_date,
        sum(limit_amount) as limit_amount,
        sum(drawn_amount) as drawn_amount
    from steps
    -- a facility without end never ends
    where step_date is not null
    group by all
),

cumulated as (
    select
        company_key,
        system,
        bank_name,
        currency,
        step_date as from_date,
        coalesce(lead(step_date) over to_date, date '9999-12-31') as until_date,
        (sum(limit_amount) over to_date)::decimal(18, 3) as limit_amount,
        (sum(drawn_amount) over to_date)::decimal(18, 3) as drawn_amount
    from days
    window to_date as (partition by company_key, system, bank_name, currency order by step_date)
),

final as (
    select
        concat_ws('|', company_key, system, bank_name, currency, from_date) as credit_line_key,
        company_key,
        system,
        nullif(bank_name, '') as bank_name,
        currency,
        limit_amount,
        drawn_amount,
        greatest(limit_amount - drawn_amount, 0)::decimal(18, 3) as undrawn_amount,
        drawn_amount > limit_amount as is_over_limit,
        from_date,
        until_date
    from cumulated
)

select * from final
