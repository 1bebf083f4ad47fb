with

final as (
    select * from {{ ref('alert_receivable_overdue') }}
    union all by name
    select * from {{ ref('alert_audit_difference') }}
)

select * from final
