{% macro current_rows(relation, key) -%}
    {#-
        The current row of every source key, as a subquery: the version of the newest load, unless that is a
        tombstone. Within one load a key stands once, so no window over all versions is needed (decision 3).

        relation: a landing view.  key: the source's primary key column.
    -#}
    (
        select versions.*
        from {{ relation }} as versions
        inner join (
            select newest_versions.system, newest_versions.{{ key }}, max(newest_versions._load_id) as _load_id
            from {{ relation }} as newest_versions
            group by all
        ) as newest
            on
                versions.system = newest.system
                and versions.{{ key }} = newest.{{ key }}
                and versions._load_id = newest._load_id
        where not versions._is_deleted
    )
{%- endmacro %}
