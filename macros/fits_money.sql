{% macro fits_money(amount) -%}
    {#- Whether an amount is known and fits money at rest, decimal(18, 3): below 10^15. -#}
    coalesce(abs({{ amount }}) <= 999999999999999.999::decimal(18, 3), false)
{%- endmacro %}

{% macro fits_quantity(quantity) -%}
    {#- Whether a quantity is unknown or fits quantities at rest, decimal(28, 6): below 10^22. -#}
    coalesce(abs({{ quantity }}) < 1e22::decimal(38, 0), true)
{%- endmacro %}
