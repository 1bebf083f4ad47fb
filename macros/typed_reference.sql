{% macro typed_reference(typed, day) -%}
    {#-
        The number that somebody gave a document, as it can be compared with others of its payee and year: full-width
        characters as plain ones, upper case, O as 0 (people type either), the document's year in two digits, and each
        run of separators as one bar, because merging what they part would collide: A-1/12 is not A-11/2.
    -#}
    {%- set wide = '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ' -%}
    {%- set plain = '0123456789ABCDEFGHIJKLMN0PQRSTUVWXYZ' -%}
    {%- set upper = "replace(upper(translate(upper(" ~ typed ~ "), '" ~ wide ~ "', '" ~ plain ~ "')), 'O', '0')" -%}
    {%- set dated = "replace(" ~ upper ~ ", year(" ~ day ~ ")::varchar, right(year(" ~ day ~ ")::varchar, 2))" -%}
    nullif(trim(regexp_replace({{ dated }}, '[^\p{L}0-9]+', '|', 'g'), '|'), '')
{%- endmacro %}

{% macro reference_parts(reference) -%}
    {#- Letters and digits of a typed_reference apart, without leading zeros: FP-0012, fp 12 and FP/12 are one, FP|12. -#}
    nullif(
        array_to_string(
            list_transform(
                regexp_extract_all({{ reference }}, '\p{L}+|[0-9]+'), lambda part: regexp_replace(part, '^0+([0-9])', '\1')
            ), '|'
        ), ''
    )
{%- endmacro %}

{% macro is_reference_merged(one, other) -%}
    {#-
        Whether two typed_references are one when what separators part is merged: only where one of them has every
        separator of the other. 2024-0012 and 20240012 are one number; A-1/12 and A-11/2 part the same signs elsewhere.
    -#}
    (
        replace({{ one }}, '|', '') = replace({{ other }}, '|', '')
        and len(list_intersect({{ reference_bounds(one) }}, {{ reference_bounds(other) }}))
        = least(len({{ reference_bounds(one) }}), len({{ reference_bounds(other) }}))
    )
{%- endmacro %}

{% macro reference_bounds(reference) -%}
    {#- After how many signs the separators of a typed_reference stand. -#}
    list_transform(
        range(1, len(string_split({{ reference }}, '|'))),
        lambda part: length(array_to_string(string_split({{ reference }}, '|')[1:part], ''))
    )
{%- endmacro %}
