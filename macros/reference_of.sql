{% macro reference_of(typed) -%}
    {#-
        What a person typed as a number or code of another system (a contract, a project), as it can be compared: upper
        case, letters and digits only; null when nothing is left. "yzg-c 2024/017" and "YZG-C-2024-017" are one.
    -#}
    nullif(upper(regexp_replace({{ typed }}, '[^\p{L}\p{N}]', '', 'g')), '')
{%- endmacro %}
