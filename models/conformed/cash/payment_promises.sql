with

payment_promises as (
    select * from {{ union_kinds('payment_promises') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        payment_promises.payment_promise_key,
        payment_promises.system,
        payment_promises.payment_promise_id,
        payment_promises.company_id,
        source_companies.company_key,
        payment_promises.item_key,
        payment_promises.instalment_number,
        payment_promises.customer_key,
        payment_promises.employee_key,
        payment_promises.contact_name,
        payment_promises.promise_date,
        payment_promises.promised_date,
        payment_promises.currency,
        {{ round_money('payment_promises.promised_amount', 'currencies.minor_digits') }} as promised_amount,
        payment_promises.promise_status,
        payment_promises.end_date,
        payment_promises.replaced_payment_promise_key,
        payment_promises.recorded_at,
        payment_promises.source_table,
        payment_promises.source_key,
        payment_promises.load_id
    from payment_promises
    left join source_companies
        on payment_promises.system = source_companies.system and payment_promises.company_id = source_companies.company_id
    left join currencies on payment_promises.currency = currencies.currency
)

select * from final
