{% macro fits_money(amount) -%}
    {#- Whether an amount is known and fits money at rest, decimal(18, 3): below 10^15. -#}
    coalesce(abs({{ amount }}) <= 999999999999999.999::decimal(18, 3), false)
{%- endmacro %}
