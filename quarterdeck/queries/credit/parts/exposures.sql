-- What may be lost on the day, by part and document: the exposure is the sum of it all. Each document is converted at the
-- day's rate and rounded by itself, so that all parts add up; without a rate its amounts are null.
documents as (
    select
        customer_key,
        company_key,
        case when is_credit then 'unapplied' else 'receivable' end as component,
        item_key as document_key,
        document_type,
        document_number,
        currency,
        sum(residual_amount) as open_amount,
        sum(residual_amount_company) as open_amount_company,
        coalesce(sum(residual_amount_company) filter (due_date < $as_of and not is_credit), 0) as late_amount_company,
        min(due_date) as due_date,
        min(document_date) as document_date
    from marts.fct_receivable_balances
    where from_date <= $as_of and $as_of < until_date and ($system is null or system = $system)
    group by all
    union all by name
    select
        customer_key,
        company_key,
        component,
        document_key,
        document_number,
        currency,
        sum(effect_amount) as open_amount,
        case when count(*) = count(effect_amount_company) then sum(effect_amount_company) end as open_amount_company,
        0 as late_amount_company,
        min(effect_date) as document_date
    from marts.fct_exposure_effects
    where effect_date <= $as_of and ($system is null or system = $system)
    group by all
    -- nothing that is over needs a rate
    having sum(effect_amount) <> 0
),

exposures as (
    select
        documents.*,
        companies.company_name,
        companies.currency as company_currency,
        customers.customer_id,
        customers.customer_name,
        customers.is_intercompany,
        (documents.open_amount_company * rates.rate)::decimal(18, 2)::decimal(18, 3) as open_amount_group,
        (documents.late_amount_company * rates.rate)::decimal(18, 2)::decimal(18, 3) as late_amount_group,
        case when $company is null then open_amount_group else documents.open_amount_company end::decimal(18, 3)
            as shown_amount,
        case when $company is null then late_amount_group else documents.late_amount_company end::decimal(18, 3)
            as late_amount
    from documents
    inner join marts.dim_company as companies on documents.company_key = companies.company_key
    inner join marts.dim_customer as customers on documents.customer_key = customers.customer_key
    left join marts.fct_exchange_rates as rates
        on
            companies.currency = rates.from_currency
            and rates.from_date <= $as_of
            and $as_of < rates.until_date
    where $company is null or $company in (companies.company_code, companies.company_name)
),
