{% macro as_indicators(stated, more_than_days='null::integer') -%}
{#-
    The rows of a model of indicators, in the one shape that `indicators` unites: no figure where there is a reason why
    there is none.

    stated: expression with indicator, scope_key, company_key, currency, reporting_date, month_ago_date, year_ago_date,
    numerator, denominator, indicator_value and null_reason.  more_than_days: what is known of it where history ends.
-#}
select
    indicator || '|' || scope_key || '|' || reporting_date as indicator_key,
    indicator,
    scope_key,
    company_key,
    currency,
    reporting_date,
    month_ago_date,
    year_ago_date,
    (case when null_reason is null then numerator end)::decimal(24, 3) as numerator,
    (case when null_reason is null then denominator end)::decimal(24, 3) as denominator,
    case when null_reason is null then indicator_value end as indicator_value,
    null_reason,
    {{ more_than_days }} as more_than_days
from {{ stated }}
{%- endmacro %}
