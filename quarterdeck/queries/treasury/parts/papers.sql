-- What stands at the banks on the day, as the filters leave it: facilities, loans, bills of ours that banks accepted,
-- guarantees; bills of others that we hold or passed on; each in its own currency and in the one that is shown.
stood as (
    select
        use_kind as paper_kind,
        case use_kind when 'acceptance' then 'bill' when 'limit' then 'facility' else use_kind end || '|' || document_key
            as paper_key,
        company_key,
        system,
        bank_name,
        customer_key,
        supplier_key,
        document_number,
        currency,
        line_currency,
        use_amount as paper_amount,
        margin_amount,
        counted_amount,
        interest_rate,
        due_date,
        from_date,
        source_table,
        source_key
    from marts.fct_credit_uses
    where from_date <= $as_of and $as_of < until_date
    union all by name
    select
        case
            when bill_side = 'issued' then 'own_bill'
            when bill_state = 'held' then 'bill_held'
            else 'bill_passed_on'
        end as paper_kind,
        'bill|' || bill_key as paper_key,
        company_key,
        system,
        acceptor_name as bank_name,
        customer_key,
        supplier_key,
        bill_number as document_number,
        currency,
        bill_amount as paper_amount,
        0 as margin_amount,
        0 as counted_amount,
        maturity_date as due_date,
        from_date,
        source_table,
        source_key
    from marts.fct_bill_balances
    where
        from_date <= $as_of
        and $as_of < until_date
        -- bills that a bank accepted for us are among what its lines carry
        and (bill_side = 'received' or bill_kind = 'commercial')
),

papers as (
    select
        stood.*,
        companies.company_name,
        stood.due_date - $as_of as days_until_due,
        case
            when $company is null then rates.rate
            when stood.currency = companies.currency then 1
            else rates.rate / own_rates.rate
        end as shown_rate,
        if($company is null, companies.presentation_currency, companies.currency) as shown_currency
    from stood
    inner join marts.dim_company as companies on stood.company_key = companies.company_key
    left join marts.fct_exchange_rates as rates
        on stood.currency = rates.from_currency and rates.from_date <= $as_of and $as_of < rates.until_date
    left join marts.fct_exchange_rates as own_rates
        on companies.currency = own_rates.from_currency and own_rates.from_date <= $as_of and $as_of < own_rates.until_date
    where
        ($company is null or stood.company_key = $company)
        and ($system is null or stood.system = $system)
        and ($bank is null or stood.bank_name = $bank)
),
