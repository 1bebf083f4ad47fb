{% macro sum_where(amount, condition) -%}
    {#- What an amount adds up to where a condition holds; 0 where it never does. Wide: decimal(24, 3). -#}
    coalesce(sum({{ amount }}) filter ({{ condition }}), 0)::decimal(24, 3)
{%- endmacro %}
