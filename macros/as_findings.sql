{% macro as_findings(relation) -%}
    {#-
        Findings in the common shape: what is at stake, brought to the currency of its company and of the presentation.

        relation: a CTE with finding_key, rule, severity, company_key, system, subject_type, subject_key, subject_name,
        source_table, source_key, owner, stake_amount, stake_currency, message_arguments and as_of_date. Without a rate,
        the stake is 0 in the company's currency and null in the presentation's.
    -#}
    select
        found.finding_key,
        found.rule,
        found.severity,
        found.company_key,
        found.system,
        found.subject_type,
        found.subject_key,
        found.subject_name,
        found.source_table,
        found.source_key,
        found.owner,
        companies.currency,
        coalesce({{ round_money('found.stake_amount * own_rates.rate', 'own_money.minor_digits') }}, 0)::decimal(24, 3)
            as stake_amount_company,
        (found.stake_amount * own_rates.rate * group_rates.rate)::decimal(24, 2)::decimal(24, 3) as stake_amount_group,
        found.message_arguments,
        found.as_of_date
    from {{ relation }} as found
    inner join {{ ref('dim_company') }} as companies on found.company_key = companies.company_key
    left join {{ ref('currencies') }} as own_money on companies.currency = own_money.currency
    left join {{ ref('int_exchange_rates') }} as own_rates
        on
            found.stake_currency = own_rates.from_currency
            and companies.currency = own_rates.to_currency
            and found.as_of_date >= own_rates.from_date
            and found.as_of_date < own_rates.until_date
    left join {{ ref('fct_exchange_rates') }} as group_rates
        on
            companies.currency = group_rates.from_currency
            and found.as_of_date >= group_rates.from_date
            and found.as_of_date < group_rates.until_date
{%- endmacro %}
