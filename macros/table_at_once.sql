{% materialization table, adapter="duckdb", supported_languages=['sql', 'python'] %}
    {#-
        A table, made in place by one statement. dbt-duckdb's own makes it under another name, renames it and drops the
        one before, each with questions to the catalogue, so that readers never miss it; a build's files have no readers
        (decision 10), and those steps took most of a build's time.
    -#}
    {%- set language = model['language'] -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if existing_relation is not none and (not existing_relation.is_table or language != 'sql') -%}
        {% do adapter.drop_relation(existing_relation) %}
    {%- endif -%}
    {% call statement('main', language=language) -%}
        {%- if language != 'sql' -%}
            {{ create_table_as(False, target_relation, compiled_code, language) }}
        {%- elif config.get('contract').enforced -%}
            {{ get_assert_columns_equivalent(compiled_code) }}
            {{ config.get('sql_header') or '' }}
            create or replace table {{ target_relation }} {{ get_table_columns_and_constraints() }};
            insert into {{ target_relation }} {{ get_column_names() }} (
                {{ get_select_subquery(compiled_code) }}
            );
        {%- else -%}
            {{ config.get('sql_header') or '' }}
            create or replace table {{ target_relation }} as (
                {{ compiled_code }}
            );
        {%- endif %}
    {%- endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
