with

rules as (
    {{ rule_with('missing_rate', ['stated_share']) }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

-- a pair may be stated either way round
stated as (
    select distinct
        least(from_currency, to_currency) as one_currency,
        greatest(from_currency, to_currency) as other_currency,
        rate_date
    from {{ ref('exchange_rates') }}
),

missing as (
    select postings.*
    from {{ ref('int_foreign_postings') }} as postings
    cross join options
    anti join stated
        on
            least(postings.from_currency, postings.to_currency) = stated.one_currency
            and greatest(postings.from_currency, postings.to_currency) = stated.other_currency
            and postings.rate_date = stated.rate_date
    where postings.posting_date <= options.as_of_date
),

-- only of a pair that is stated day by day: in the month before, on more than a share of its 21 working days
daily as (
    select
        missing.company_key,
        missing.system,
        missing.from_currency,
        missing.rate_date,
        max(stated.rate_date) as used_date
    from missing
    cross join rules
    inner join stated
        on
            least(missing.from_currency, missing.to_currency) = stated.one_currency
            and greatest(missing.from_currency, missing.to_currency) = stated.other_currency
            and missing.rate_date > stated.rate_date
            and missing.rate_date <= stated.rate_date + 30
    group by all
    having count(*) >= min(rules.stated_share) * 21
),

-- all pairs of a day in one
days as (
    select
        missing.company_key,
        missing.system,
        missing.rate_date,
        missing.to_currency,
        string_agg(missing.from_currency || '/' || missing.to_currency, ', ' order by missing.from_currency) as pairs,
        max(daily.used_date) as used_date,
        max(missing.entry_count) as entry_count,
        max(missing.posted_amount_company) as posted_amount_company,
        min(missing.from_currency) as from_currency,
        arg_min(missing.source_table, (missing.from_currency, missing.source_key)) as source_table,
        arg_min(missing.source_key, (missing.from_currency, missing.source_key)) as source_key
    from missing
    inner join daily
        on
            missing.company_key = daily.company_key
            and missing.system = daily.system
            and missing.from_currency = daily.from_currency
            and missing.rate_date = daily.rate_date
    group by all
),

found as (
    select
        concat_ws('|', rules.rule, days.company_key, days.system, days.rate_date) as finding_key,
        rules.rule,
        'warning' as severity,
        'exchange_rate' as subject_type,
        days.rate_date || ' ' || days.from_currency || '/' || days.to_currency as subject_key,
        days.pairs as subject_name,
        rules.owner,
        days.posted_amount_company as stake_amount,
        days.to_currency as stake_currency,
        json_object('rate_day', days.rate_date, 'used', days.used_date, 'entry_count', days.entry_count)::varchar
            as message_arguments,
        days.company_key,
        days.system,
        days.source_table,
        days.source_key,
        options.as_of_date
    from days
    cross join options
    cross join rules
    where options.as_of_date - days.rate_date >= rules.warning_days
),

final as (
    {{ as_findings('found') }}
)

select * from final
