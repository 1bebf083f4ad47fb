{% macro rule_with(rule, parameters) -%}
    {#-
        The row of an alert rule, if it is enabled, with its parameters from the seed alert_parameters as columns. A company
        whose own file of that name states a parameter of an enabled rule no longer, or not yet, is told so: without it the
        rule would find nothing, and nobody would know.
    -#}
    select
        alert_rules.*
        {%- for parameter in parameters %},
        coalesce(
            max(given.parameter_value) filter (given.parameter = '{{ parameter }}'),
            error(
                'alert_parameters.csv has no row {{ rule }},{{ parameter }}: add it as in seeds/alert_parameters.csv, or '
                || 'disable {{ rule }} in alert_rules.csv.'
            )::decimal(18, 6)
        ) as {{ parameter }}
        {%- endfor %}
    from {{ ref('alert_rules') }} as alert_rules
    left join {{ ref('alert_parameters') }} as given on alert_rules.rule = given.rule
    where alert_rules.rule = '{{ rule }}' and alert_rules.is_enabled
    group by all
{%- endmacro %}
