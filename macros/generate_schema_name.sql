{% macro generate_schema_name(custom_schema_name, node) -%}
    {#- Schemas bear the names of the rooms (staging, conformed, marts …), without a prefix per target. -#}
    {{ custom_schema_name if custom_schema_name else target.schema }}
{%- endmacro %}
