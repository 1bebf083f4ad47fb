{% macro union_kinds(entity, shape=none) -%}
    {#-
        All rows of a conformed entity, from the kinds that `vars: provides:` lists for it (decision 5) and of which
        a system is configured (QUARTERDECK_KINDS; unset: all); none of them: no rows, with the columns that the
        contract states.

        shape: the conformed model whose contract it is, where that bears another name than the entity.
    -#}
    {%- set kinds = [] -%}
    {%- for kind in var('provides')[entity] if kind in env_var('QUARTERDECK_KINDS', kind) -%}
        {%- do kinds.append(kind) -%}
    {%- endfor -%}
    (
        {% for kind in kinds -%}
            select * from {{ ref(kind ~ '__' ~ entity) }}
            {% if not loop.last %}union all by name{% endif %}
        {% else -%}
            select {{ typed_nulls(shape or entity) }} where false
        {% endfor -%}
    )
{%- endmacro %}

{% macro typed_nulls(entity) -%}
    {#- The columns that a conformed entity's contract states, as nulls of their types; known when models run. -#}
    {%- if execute -%}
        {%- set columns = graph.nodes['model.quarterdeck.' ~ entity].columns.values() -%}
        {%- for column in columns -%}
            null::{{ column.data_type }} as {{ column.name }}{{ ', ' if not loop.last }}
        {%- endfor -%}
    {%- else -%}
        null
    {%- endif -%}
{%- endmacro %}
