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

{% macro next_share_of_money(amount, part, part_to_here, whole, minor_digits) -%}
    {#-
        The share of one part when an amount is shared out part by part, so that all shares add up to it: what is due to
        the parts up to here, less what was due to those before.

        part_to_here: this part and those before it; else as share_of_money.
    -#}
    (
        {{ share_of_money(amount, part_to_here, whole, minor_digits) }}
        - {{ share_of_money(amount, '(' ~ part_to_here ~ ' - ' ~ part ~ ')', whole, minor_digits) }}
    )
{%- endmacro %}
