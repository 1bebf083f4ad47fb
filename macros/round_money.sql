{% macro round_money(amount, minor_digits) -%}
    {#-
        An amount rounded half away from zero to its currency's minor unit, as money at rest: decimal(18, 3).

        minor_digits: expression for the number of digits of the currency (0, 2 or 3); unknown: 2.

        Every branch is cast by itself: DuckDB's common type of decimal(38, 0) and decimal(38, 2) has no digits
        behind the point, and would silently round money to whole units.
    -#}
    case {{ minor_digits }}
        when 0 then round({{ amount }}, 0)::decimal(18, 3)
        when 3 then round({{ amount }}, 3)::decimal(18, 3)
        else round({{ amount }}, 2)::decimal(18, 3)
    end
{%- endmacro %}
