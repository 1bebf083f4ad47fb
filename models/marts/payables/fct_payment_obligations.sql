with

payables as (
    select * from {{ ref('fct_payable_balances') }}
),

bills as (
    select * from {{ ref('fct_bill_balances') }}
    where bill_state = 'issued' and supplier_key is not null
),

final as (
    select
        payable_balance_key as payment_obligation_key,
        item_key as document_key,
        company_key,
        supplier_key,
        contract_key,
        system,
        case when is_credit then 'credit' else line_class end as obligation_kind,
        document_type,
        document_number,
        instalment_number,
        currency,
        residual_amount as open_amount,
        residual_amount_company as open_amount_company,
        from_date,
        until_date,
        due_date as agreed_due_date,
        coalesce(rescheduled_due_date, due_date) as due_date,
        conditional_until_date,
        document_date,
        source_table,
        source_key,
        load_id
    from payables
    union all by name
    select
        bill_balance_key as payment_obligation_key,
        bill_key as document_key,
        company_key,
        supplier_key,
        system,
        'bill' as obligation_kind,
        bill_kind as document_type,
        bill_number as document_number,
        currency,
        bill_amount as open_amount,
        bill_amount_company as open_amount_company,
        from_date,
        until_date,
        maturity_date as agreed_due_date,
        maturity_date as due_date,
        from_date as document_date,
        source_table,
        source_key,
        load_id
    from bills
)

select * from final
