{% test allowed_values(model, values) %}
    {#- Columns hold only the words that the contract names: column → words. Null is the contract's own affair. -#}
    {% for column, words in values.items() %}
        select '{{ column }}' as column_name, {{ column }} as found, count(*) as row_count
        from {{ model }}
        where {{ column }} not in ({% for word in words %}'{{ word }}'{{ ', ' if not loop.last }}{% endfor %})
        group by all
        {{ 'union all' if not loop.last }}
    {% endfor %}
{% endtest %}
