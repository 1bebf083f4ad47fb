with

final as (
    select * from {{ ref('alert_receivable_overdue') }}
    union all by name
    select * from {{ ref('alert_audit_difference') }}
    union all by name
    select * from {{ ref('alert_begun_before_signature') }}
    union all by name
    select * from {{ ref('alert_unapproved_change') }}
    union all by name
    select * from {{ ref('alert_forgotten_collection') }}
    union all by name
    select * from {{ ref('alert_paid_beyond_performance') }}
    union all by name
    select * from {{ ref('alert_above_order_price') }}
    union all by name
    select * from {{ ref('alert_accrual_not_reversed') }}
)

select * from final
