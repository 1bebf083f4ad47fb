with

loans as (
    select
        'loan' as use_kind,
        *,
        loan_key as document_key,
        loan_number as document_number,
        owed_amount as use_amount
    from {{ ref('int_loan_balances') }}
),

facilities as (
    select
        'limit' as use_kind,
        *,
        credit_facility_key as document_key,
        limit_amount as use_amount,
        valid_until_date as due_date,
        valid_from_date as from_date,
        coalesce(valid_until_date + 1, date '9999-12-31') as until_date
    from {{ ref('credit_facilities') }} where company_key is not null
),

-- a bill that a company accepts itself asks nothing of a bank
acceptances as (
    select
        'acceptance' as use_kind,
        *,
        bill_key as document_key,
        bill_number as document_number,
        acceptor_name as bank_name,
        bill_amount as use_amount,
        maturity_date as due_date
    from {{ ref('fct_bill_balances') }} where bill_state = 'issued' and bill_kind is distinct from 'commercial'
),

guarantees as (
    select
        'guarantee' as use_kind,
        *,
        guarantee_key as document_key,
        guarantee_number as document_number,
        guarantee_amount as use_amount,
        expiry_date as due_date
    from {{ ref('fct_guarantee_balances') }} where guarantee_side = 'given'
),

uses as (
    select * from facilities
    union all by name
    select * from loans
    union all by name
    select * from acceptances
    union all by name
    select * from guarantees
),

-- what a line carries: the row of the company and bank, else of the bank, else of the company, else of all
ruled as (
    select
        uses.*,
        if(stated.is_carried, uses.use_amount, 0)
        - if(stated.is_net_of_margin, coalesce(uses.margin_amount, 0), 0) as carried_amount
    from uses
    left join {{ ref('credit_line_uses') }} as stated
        on
            uses.use_kind = stated.use_kind
            and coalesce(stated.company_key, uses.company_key) = uses.company_key
            and coalesce(stated.bank_name, uses.bank_name, '') = coalesce(uses.bank_name, '')
    qualify row_number() over (
        partition by uses.use_kind, uses.document_key, uses.from_date
        order by stated.bank_name is null, stated.company_key is null
    ) = 1
),

final as (
    select
        concat_ws('|', use_kind, document_key, from_date) as credit_use_key,
        use_kind,
        document_key,
        document_number,
        company_key,
        customer_key,
        supplier_key,
        system,
        bank_name,
        currency,
        -- a loan in a currency in which the bank grants nothing takes from what it granted last
        case
            when bool_or(use_kind = 'limit') over of_currency then currency
            else coalesce(arg_max(currency, (from_date, currency)) filter (use_kind = 'limit') over of_bank, currency)
        end as line_currency,
        use_amount::decimal(18, 3) as use_amount,
        coalesce(margin_amount, 0)::decimal(18, 3) as margin_amount,
        greatest(carried_amount, 0)::decimal(18, 3) as counted_amount,
        interest_rate,
        due_date,
        from_date,
        until_date,
        source_table,
        source_key,
        load_id
    from ruled
    window
        of_bank as (partition by company_key, system, coalesce(bank_name, '')),
        of_currency as (partition by company_key, system, coalesce(bank_name, ''), currency)
)

select * from final
