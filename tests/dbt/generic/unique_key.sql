{% test unique_key(model, columns) %}
    {#- The grain of a model: these columns together stand once. Not-null is a contract constraint. -#}
    select {{ columns | join(', ') }}, count(*) as row_count
    from {{ model }}
    group by all
    having count(*) > 1
{% endtest %}
