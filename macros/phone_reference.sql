{% macro phone_reference(typed) -%}
    {#-
        A telephone number as it can be compared: digits only, without our own country's code and zeros before it; null
        when fewer than seven are left. "+86 21 5555 0100" and "021-55550100" are one.
    -#}
    if(
        length(regexp_replace({{ typed }}, '[^0-9]', '', 'g')) >= 7,
        ltrim(regexp_replace(regexp_replace({{ typed }}, '^\s*(\+|00)86', ''), '[^0-9]', '', 'g'), '0'),
        null
    )
{%- endmacro %}
