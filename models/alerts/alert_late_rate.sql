with

rules as (
    {{ rule_with('late_rate', ['month_end_days']) }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

rates as (
    select
        exchange_rates.*,
        {{ day_of('exchange_rates.recorded_at', 'options.time_zone') }} as recorded_date,
        last_day(exchange_rates.rate_date) <= options.as_of_date
        and exchange_rates.rate_date = max(exchange_rates.rate_date) over (
            partition by exchange_rates.system, date_trunc('month', exchange_rates.rate_date)
        ) as is_month_end
    from {{ ref('exchange_rates') }} as exchange_rates
    cross join options
),

-- something was posted at them before they were there; both directions and all pairs of a day in one
used as (
    select
        postings.company_key,
        rates.system,
        rates.rate_date,
        max(rates.recorded_date) as recorded_date,
        max(rates.recorded_date - rates.rate_date) as days_late,
        string_agg(
            distinct postings.from_currency || '/' || postings.to_currency,
            ', ' order by postings.from_currency || '/' || postings.to_currency
        ) as pairs,
        max(postings.entry_count) as entry_count,
        max(postings.posted_amount_company) as posted_amount_company,
        max(postings.to_currency) as company_currency,
        arg_max(rates.source_table, (rates.recorded_date, rates.exchange_rate_key)) as source_table,
        arg_max(rates.source_key, (rates.recorded_date, rates.exchange_rate_key)) as source_key
    from rates
    cross join rules
    inner join {{ ref('int_foreign_postings') }} as postings
        on
            rates.rate_date = postings.rate_date
            and least(rates.from_currency, rates.to_currency) = least(postings.from_currency, postings.to_currency)
            and greatest(rates.from_currency, rates.to_currency) = greatest(postings.from_currency, postings.to_currency)
    cross join options
    where
        postings.posting_date < rates.recorded_date
        and rates.recorded_date <= options.as_of_date
        and (
            rates.recorded_date - rates.rate_date > rules.warning_days
            -- all balances are valued at a month's last rates: they are needed when it ends
            or (rates.is_month_end and rates.recorded_date - last_day(rates.rate_date) > rules.month_end_days)
        )
    group by all
),

found as (
    select
        concat_ws('|', rules.rule, used.company_key, used.system, used.rate_date) as finding_key,
        rules.rule,
        case when used.days_late > rules.critical_days then 'critical' else 'warning' end as severity,
        'exchange_rate' as subject_type,
        used.system || '|' || used.rate_date as subject_key,
        used.pairs as subject_name,
        rules.owner,
        used.posted_amount_company as stake_amount,
        used.company_currency as stake_currency,
        json_object(
            'rate_day', used.rate_date,
            'entered', used.recorded_date,
            'days', used.days_late,
            'entry_count', used.entry_count
        )::varchar as message_arguments,
        used.company_key,
        used.system,
        used.source_table,
        used.source_key,
        options.as_of_date
    from used
    cross join options
    cross join rules
),

final as (
    {{ as_findings('found') }}
)

select * from final
