{#- Open items, their effects and ledger entries tell their unfit rows apart by themselves, with all their reasons. -#}
{%- set told_apart = ['open_items', 'open_item_effects', 'ledger_entries'] -%}
{%- set shapes = {'companies': 'source_companies'} -%}
with

unfit as (
    select {{ typed_nulls('unfit_rows') }} where false
    {% for entity in var('provides') if entity not in told_apart -%}
        {%- for kind in configured_kinds(entity) -%}
            {%- set relation = kind_model(kind, entity) -%}
            {%- for limit in number_limits(relation, shapes.get(entity, entity)) -%}
                union all
                select
                    '{{ entity }}' as entity,
                    '{{ limit.column }}' as column_name,
                    {{ limit.column }}::varchar as found,
                    split_part({{ limit.key }}, '|', 1) as system,
                    source_table,
                    source_key,
                    load_id
                from {{ relation }}
                where not {{ limit.fits }}
            {% endfor -%}
        {%- endfor -%}
    {%- endfor %}
),

final as (
    select
        entity,
        column_name,
        found,
        system,
        source_table,
        source_key,
        load_id
    from unfit
)

select * from final
