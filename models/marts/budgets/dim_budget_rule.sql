with

final as (
    select
        warning_share,
        critical_share
    from {{ ref('budget_rules') }}
)

select * from final
