with

expense_policies as (
    select * from {{ union_kinds('expense_policies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        expense_policies.expense_policy_key,
        expense_policies.system,
        expense_policies.expense_policy_id,
        expense_policies.expense_subject,
        expense_policies.city_tier,
        expense_policies.employee_grade,
        expense_policies.currency,
        {{ round_money('expense_policies.limit_amount', 'currencies.minor_digits') }} as limit_amount,
        expense_policies.recorded_at,
        expense_policies.source_table,
        expense_policies.source_key,
        expense_policies.load_id
    from expense_policies
    left join currencies on expense_policies.currency = currencies.currency
)

select * from final
