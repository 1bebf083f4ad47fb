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
    union all by name
    select * from {{ ref('alert_bank_difference') }}
    union all by name
    select * from {{ ref('alert_unexplained_bank_line') }}
    union all by name
    select * from {{ ref('alert_round_trip') }}
    union all by name
    select * from {{ ref('alert_missing_rate') }}
    union all by name
    select * from {{ ref('alert_late_rate') }}
    union all by name
    select * from {{ ref('alert_bill_dishonoured') }}
    union all by name
    select * from {{ ref('alert_plan_revised') }}
    union all by name
    select * from {{ ref('alert_unplanned_payment') }}
    union all by name
    select * from {{ ref('alert_payee_account_changed') }}
    union all by name
    select * from {{ ref('alert_employee_account') }}
    union all by name
    select * from {{ ref('alert_due_date_moved') }}
    union all by name
    select * from {{ ref('alert_lapping') }}
    union all by name
    select * from {{ ref('alert_december_sale') }}
    union all by name
    select * from {{ ref('alert_delivered_not_invoiced') }}
    union all by name
    select * from {{ ref('alert_invoiced_not_delivered') }}
    union all by name
    select * from {{ ref('alert_retention_unclaimed') }}
    union all by name
    select * from {{ ref('alert_credit_limit_conflict') }}
    union all by name
    select * from {{ ref('alert_back_dated') }}
    union all by name
    select * from {{ ref('alert_unposted') }}
    union all by name
    select * from {{ ref('alert_overspent') }}
    union all by name
    select * from {{ ref('alert_budget_used') }}
    union all by name
    select * from {{ ref('alert_duplicate_claim') }}
    union all by name
    select * from {{ ref('alert_duplicate_payment') }}
    union all by name
    select * from {{ ref('alert_duplicate_party') }}
    union all by name
    select * from {{ ref('alert_party_differs') }}
    union all by name
    select * from {{ ref('alert_claim_over_policy') }}
    union all by name
    select * from {{ ref('alert_misposted') }}
    union all by name
    select * from {{ ref('alert_cost_parked') }}
)

select * from final
