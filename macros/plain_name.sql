{% macro plain_name(expression) -%}
    {#- A party's name as it can be compared across systems: lower case, letters and digits only; null when none is left. -#}
    nullif(lower(regexp_replace({{ expression }}, '[^\p{L}\p{N}]', '', 'g')), '')
{%- endmacro %}
