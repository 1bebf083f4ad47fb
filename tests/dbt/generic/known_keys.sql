{% test known_keys(model, column, parent) %}
    {#- Every key of a fact resolves in its dimension, which is named like the column there. -#}
    select distinct facts.{{ column }}
    from {{ model }} as facts
    anti join {{ ref(parent) }} as parents on facts.{{ column }} = parents.{{ column }}
    where facts.{{ column }} is not null
{% endtest %}
