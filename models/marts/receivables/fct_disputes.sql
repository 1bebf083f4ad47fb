with

disputes as (
    select * from {{ ref('disputes') }}
    where company_key is not null
),

open_items as (
    select * from {{ ref('open_items') }}
),

balances as (
    select * from {{ ref('fct_receivable_balances') }}
),

employees as (
    select * from {{ ref('employees') }}
),

-- without an amount all is disputed that was open on the day
disputed as (
    select
        disputes.dispute_key,
        coalesce(any_value(disputes.disputed_amount), sum(balances.residual_amount), 0)::decimal(18, 3)
            as disputed_amount,
        coalesce(any_value(disputes.currency), any_value(balances.currency)) as currency
    from disputes
    left join balances
        on
            disputes.item_key = balances.item_key
            and disputes.open_date >= balances.from_date
            and disputes.open_date < balances.until_date
            and not balances.is_credit
    group by disputes.dispute_key
),

final as (
    select
        disputes.dispute_key,
        disputes.company_key,
        disputes.customer_key,
        disputes.item_key,
        disputes.credit_item_key,
        disputes.employee_key,
        disputes.system,
        open_items.document_number,
        employees.employee_name,
        disputes.dispute_reason,
        disputes.dispute_outcome,
        disputed.currency,
        disputed.disputed_amount,
        disputes.open_date,
        coalesce(disputes.resolution_date, date '9999-12-31') as until_date,
        disputes.recorded_at,
        disputes.source_table,
        disputes.source_key,
        disputes.load_id
    from disputes
    inner join disputed on disputes.dispute_key = disputed.dispute_key
    left join open_items on disputes.item_key = open_items.item_key
    left join employees on disputes.employee_key = employees.employee_key
)

select * from final
