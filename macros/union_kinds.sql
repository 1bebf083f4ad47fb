{% macro union_kinds(entity) -%}
    {#- All rows of a conformed entity, from the kinds that `vars: provides:` lists for it (decision 5). -#}
    (
        {% for kind in var('provides')[entity] -%}
            select * from {{ ref(kind ~ '__' ~ entity) }}
            {% if not loop.last %}union all by name{% endif %}
        {% endfor -%}
    )
{%- endmacro %}
