{% macro union_kinds(entity, shape=none, all_rows=false) -%}
    {#-
        The rows of a conformed entity, from the kinds that `vars: provides:` lists for it (decision 5) and of which
        a system is configured (QUARTERDECK_KINDS; unset: all); none of them: no rows, with the columns that the
        contract states. Rows with a number that does not fit the contract are left out: see `unfit_rows`.

        shape: the conformed model whose contract it is, where that bears another name than the entity.
        all_rows: also those that do not fit, for a model that tells them apart by itself.
    -#}
    {%- set kinds = configured_kinds(entity) -%}
    (
        {% for kind in kinds -%}
            {%- set relation = kind_model(kind, entity) -%}
            {%- set limits = [] if all_rows else number_limits(relation, shape or entity) -%}
            select * from {{ relation }}
            {%- for limit in limits %}
            {{ 'where' if loop.first else 'and' }} {{ limit.fits }}
            {%- endfor %}
            {% if not loop.last %}union all by name{% endif %}
        {% else -%}
            select {{ typed_nulls(shape or entity) }} where false
        {% endfor -%}
    )
{%- endmacro %}

{% macro configured_kinds(entity) -%}
    {#- The kinds that provide an entity and of which a system is configured, in order. -#}
    {%- set kinds = [] -%}
    {%- for kind in var('provides')[entity] if kind in env_var('QUARTERDECK_KINDS', kind).split(' ') -%}
        {%- do kinds.append(kind) -%}
    {%- endfor -%}
    {{ return(kinds) }}
{%- endmacro %}

{% macro kind_model(kind, entity) -%}
    {#- The model of a kind that provides an entity. -#}
    {{ return(ref(kind ~ '__' ~ entity)) }}
{%- endmacro %}

{% macro number_limits(relation, shape) -%}
    {#-
        Numbers of a kind's model that its contract could not hold: column, the condition under which a value fits (null
        does), and the entity's key. Asked of the database when the model runs; a kind's numbers are wider.
    -#}
    {%- set limits = [] -%}
    {%- if execute and graph.nodes is defined -%}
        {%- set contract = graph.nodes['model.quarterdeck.' ~ shape].columns -%}
        {%- for column in adapter.get_columns_in_relation(relation) if column.name in contract -%}
            {%- set stated = modules.re.match('decimal\((\d+),\s*(\d+)\)', contract[column.name].data_type) -%}
            {%- set own = modules.re.match('DECIMAL\((\d+),\s*(\d+)\)', column.data_type | upper) -%}
            {%- if stated and own -%}
                {%- set digits = stated.group(1) | int - stated.group(2) | int -%}
                {%- if own.group(1) | int - own.group(2) | int > digits -%}
                    {%- set fits = 'coalesce(abs(' ~ column.name ~ ') < 1e' ~ digits ~ '::decimal(38, 0), true)' -%}
                    {%- do limits.append({'column': column.name, 'fits': fits, 'key': contract | first}) -%}
                {%- endif -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(limits) }}
{%- endmacro %}

{% macro typed_nulls(shape) -%}
    {#- The columns that a conformed model's contract states, as nulls of their types; known when models run. -#}
    {%- if execute and graph.nodes is defined -%}
        {%- for column in graph.nodes['model.quarterdeck.' ~ shape].columns.values() -%}
            null::{{ column.data_type }} as {{ column.name }}{{ ', ' if not loop.last }}
        {%- endfor -%}
    {%- else -%}
        null
    {%- endif -%}
{%- endmacro %}
