with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'audit_difference' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

companies as (
    select * from {{ ref('dim_company') }}
),

rates as (
    select * from {{ ref('fct_exchange_rates') }}
),

controls as (
    select
        *,
        'receivable' as ledger_side
    from {{ ref('audit_receivable_control') }}
    union all
    select
        *,
        'payable' as ledger_side
    from {{ ref('audit_payable_control') }}
    union all by name
    select
        * exclude (bill_side),
        case bill_side when 'received' then 'bills_receivable' else 'bills_payable' end as ledger_side
    from {{ ref('audit_bill_control') }}
),

-- the month ends since the last one at which both were equal
differing as (
    select
        controls.*,
        options.as_of_date
    from controls
    cross join options
    where controls.month_end_date <= options.as_of_date
    qualify controls.month_end_date > coalesce(
        max(controls.month_end_date) filter (controls.is_equal) over (
            partition by controls.ledger_side, controls.system, controls.company_key, controls.currency
        ),
        date '1900-01-01'
    )
),

newest as (
    select
        ledger_side,
        system,
        company_key,
        currency as document_currency,
        as_of_date,
        min(month_end_date) as since_date,
        max(month_end_date) as month_end_date,
        arg_max(difference_amount, month_end_date) as difference_amount,
        arg_max(difference_amount_company, month_end_date) as difference_amount_company,
        concat_ws('|', ledger_side, company_key, system, currency) as subject_key
    from differing
    group by all
),

final as (
    select
        rules.rule || '|' || newest.subject_key as finding_key,
        rules.rule,
        'critical' as severity,
        newest.company_key,
        newest.system,
        newest.ledger_side || '_control' as subject_type,
        newest.subject_key,
        companies.company_name as subject_name,
        null::varchar as source_table,
        null::varchar as source_key,
        rules.owner,
        companies.currency,
        abs(newest.difference_amount_company)::decimal(24, 3) as stake_amount_company,
        (abs(newest.difference_amount_company) * rates.rate)::decimal(24, 2)::decimal(24, 3) as stake_amount_group,
        json_object(
            'document_currency', newest.document_currency,
            'difference_amount', newest.difference_amount::varchar,
            'difference_amount_company', newest.difference_amount_company::varchar,
            'month_end', newest.month_end_date,
            'since', newest.since_date
        )::varchar as message_arguments,
        newest.as_of_date
    from newest
    cross join rules
    inner join companies on newest.company_key = companies.company_key
    left join rates
        on
            companies.currency = rates.from_currency
            and newest.as_of_date >= rates.from_date
            and newest.as_of_date < rates.until_date
)

select * from final
