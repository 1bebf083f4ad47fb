with

promises as (
    select * from {{ ref('payment_promises') }}
    where company_key is not null
),

open_then as (
    select
        promises.payment_promise_key,
        sum(balances.residual_amount) as residual_amount,
        any_value(balances.currency) as currency
    from promises
    inner join {{ ref('fct_receivable_balances') }} as balances
        on
            promises.company_key = balances.company_key
            and promises.customer_key = balances.customer_key
            and promises.promise_date >= balances.from_date
            and promises.promise_date < balances.until_date
    where
        coalesce(promises.item_key = balances.item_key, true)
        and coalesce(promises.instalment_number = balances.instalment_number, true)
        and coalesce(promises.currency = balances.currency, true)
        and not balances.is_credit
    group by all
),

-- without an amount all was promised that was open on the day
promised as (
    select
        promises.payment_promise_key,
        coalesce(promises.promised_amount, open_then.residual_amount, 0)::decimal(18, 3) as promised_amount,
        coalesce(promises.currency, open_then.currency) as currency
    from promises
    left join open_then on promises.payment_promise_key = open_then.payment_promise_key
),

paid as (
    select
        promises.payment_promise_key,
        receipts.effect_date,
        sum(sum(receipts.settled_amount)) over (
            partition by promises.payment_promise_key order by receipts.effect_date
        ) as paid_amount
    from promises
    inner join promised on promises.payment_promise_key = promised.payment_promise_key
    inner join {{ ref('fct_receipts') }} as receipts
        on
            promises.company_key = receipts.company_key
            and promises.customer_key = receipts.customer_key
            and coalesce(promises.item_key = receipts.item_key, true)
            and coalesce(promises.instalment_number = receipts.instalment_number, true)
            and promised.currency = receipts.currency
            and receipts.effect_date between promises.promise_date and promises.promised_date
    where receipts.settlement_medium in ('cash', 'bill', 'advance')
    group by promises.payment_promise_key, receipts.effect_date
),

kept as (
    select
        promised.payment_promise_key,
        promised.promised_amount,
        promised.currency,
        coalesce(arg_max(paid.paid_amount, paid.effect_date), 0)::decimal(18, 3) as paid_amount,
        min(paid.effect_date) filter (paid.paid_amount >= promised.promised_amount) as kept_date
    from promised
    left join paid on promised.payment_promise_key = paid.payment_promise_key
    group by promised.payment_promise_key, promised.promised_amount, promised.currency
),

final as (
    select
        promises.payment_promise_key,
        promises.company_key,
        promises.customer_key,
        promises.item_key,
        promises.employee_key,
        promises.replaced_payment_promise_key,
        promises.system,
        promises.instalment_number,
        promises.contact_name,
        employees.employee_name,
        kept.currency,
        kept.promised_amount,
        kept.paid_amount,
        case
            when kept.kept_date <= coalesce(promises.end_date, kept.kept_date) then 'kept'
            when promises.end_date <= promises.promised_date
                then case promises.promise_status when 'withdrawn' then 'withdrawn' else 'replaced' end
            when kept.paid_amount > 0 then 'partly_kept'
            else 'broken'
        end as promise_outcome,
        promises.promise_date,
        promises.promised_date,
        case promise_outcome
            when 'kept' then kept.kept_date
            when 'broken' then promises.promised_date + 1
            when 'partly_kept' then promises.promised_date + 1
            else promises.end_date
        end as outcome_date,
        promises.recorded_at,
        promises.source_table,
        promises.source_key,
        promises.load_id
    from promises
    inner join kept on promises.payment_promise_key = kept.payment_promise_key
    left join {{ ref('employees') }} as employees on promises.employee_key = employees.employee_key
)

select * from final
