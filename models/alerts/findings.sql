with

final as (
    select * from {{ ref('alert_receivable_overdue') }}
    union all by name
    select * from {{ ref('alert_audit_difference') }}
    union all by name
    select * from {{ ref('alert_begun_before_signature') }}
    union all by name
    select * from {{ ref('alert_unapproved_change') }}
)

select * from final
