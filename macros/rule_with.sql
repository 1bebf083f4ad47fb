{% macro rule_with(rule, parameters) -%}
    {#-
        The row of an alert rule, if it is enabled, with its parameters from the seed alert_parameters as columns; no row
        where none is stated.
    -#}
    select
        alert_rules.*
        {%- for parameter in parameters %},
        max(given.parameter_value) filter (given.parameter = '{{ parameter }}') as {{ parameter }}
        {%- endfor %}
    from {{ ref('alert_rules') }} as alert_rules
    inner join {{ ref('alert_parameters') }} as given on alert_rules.rule = given.rule
    where alert_rules.rule = '{{ rule }}' and alert_rules.is_enabled
    group by all
{%- endmacro %}
