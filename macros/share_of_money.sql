{% macro share_of_money(amount, part, whole, minor_digits) -%}
    {#-
        amount × part ÷ whole, rounded half away from zero to the currency's minor unit, as money at rest: decimal(18, 3).

        All three are money at rest, whole is not zero. Reckoned in whole thousandths of 128 bits, since a quotient of
        decimals would be a DOUBLE, and lose digits of large amounts and halves of small ones.

        minor_digits: expression for the number of digits of the currency (0, 2 or 3); unknown: 2.
    -#}
    {%- set unit = "case " ~ minor_digits ~ " when 0 then 1000 when 3 then 1 else 10 end" -%}
    (
        (
            (
                2::hugeint * (abs({{ amount }})::decimal(38, 3) * 1000)::hugeint * (abs({{ part }})::decimal(38, 3) * 1000)::hugeint
                + (abs({{ whole }})::decimal(38, 3) * 1000)::hugeint * ({{ unit }})
            )
            // (2::hugeint * (abs({{ whole }})::decimal(38, 3) * 1000)::hugeint * ({{ unit }}))
            * ({{ unit }})
            * sign({{ amount }}) * sign({{ part }}) * sign({{ whole }})
        )::decimal(19, 0) * 0.001::decimal(4, 3)
    )::decimal(18, 3)
{%- endmacro %}
