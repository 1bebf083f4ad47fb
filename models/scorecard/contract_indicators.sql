with

months as (
    select * from {{ ref('contract_months') }}
),

scopes as (
    select * from {{ ref('receivable_scope_positions') }}
),

scopes_with_contracts as (
    select distinct scope_key
    from {{ ref('contract_months') }}
),

-- a day on which nothing was performed has its row too
stated as (
    select
        scopes.scope_key,
        scopes.company_key,
        scopes.currency,
        scopes.reporting_date,
        coalesce(months.unbilled_amount, 0) as unbilled_amount,
        coalesce(months.performed_amount, 0) as performed_amount,
        coalesce(months.unsigned_amount, 0) as unsigned_amount,
        coalesce(months.is_rate_missing, false) as is_rate_missing
    from scopes
    -- a company without contracts has none of these indicators
    inner join scopes_with_contracts on scopes.scope_key = scopes_with_contracts.scope_key
    left join months on scopes.scope_key = months.scope_key and scopes.reporting_date = months.reporting_date
),

judged as (
    select
        *,
        'performed_unbilled' as indicator,
        unbilled_amount as numerator,
        null::decimal(24, 3) as denominator,
        unbilled_amount::decimal(30, 6) as indicator_value,
        case when is_rate_missing then 'missing_rate' end as null_reason
    from stated
    union all by name
    select
        *,
        'begun_unsigned_share' as indicator,
        unsigned_amount as numerator,
        performed_amount as denominator,
        (unsigned_amount::double / nullif(performed_amount, 0)::double)::decimal(30, 6) as indicator_value,
        case when is_rate_missing then 'missing_rate' when performed_amount <= 0 then 'nothing_performed' end as null_reason
    from stated
),

dated as (
    select
        judged.*,
        reporting_dates.month_ago_date,
        reporting_dates.year_ago_date
    from judged
    inner join {{ ref('dim_reporting_date') }} as reporting_dates
        on judged.reporting_date = reporting_dates.reporting_date
    where reporting_dates.is_published
)

{{ as_indicators('dated') }}
