{% macro invoice_reference(typed) -%}
    {#-
        The number of an invoice that somebody typed or scanned, as it can be compared: its digits, full-width ones too,
        where there are eight or more ("No. 2601 3200…" is 26013200…); else its letters and digits, upper case.
    -#}
    {%- set plain = "translate(" ~ typed ~ ", '０１２３４５６７８９', '0123456789')" -%}
    {%- set digits = "regexp_replace(" ~ plain ~ ", '[^0-9]', '', 'g')" -%}
    case when length({{ digits }}) >= 8 then {{ digits }} else {{ reference_of(plain) }} end
{%- endmacro %}
