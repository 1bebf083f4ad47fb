-- The items of one direction, in the currency that is shown: that of the company, or that of presentation at the day's rate.
shown as (
    select
        missed.month_start_date,
        missed.is_over,
        missed.plan_item_key,
        missed.company_key,
        companies.company_name,
        missed.department_key,
        missed.contract_key,
        missed.fund_category,
        missed.is_in_force,
        missed.plan_keys,
        missed.revision_keys,
        missed.unplanned_count,
        if($company is null, companies.presentation_currency, companies.currency) as shown_currency,
        companies.currency,
        if($company is null, rates.rate, 1) is null as is_rate_missing,
        (missed.original_amount * if($company is null, rates.rate, 1))::decimal(24, 2) as original_amount,
        (missed.planned_amount * if($company is null, rates.rate, 1))::decimal(24, 2) as planned_amount,
        (missed.executed_amount * if($company is null, rates.rate, 1))::decimal(24, 2) as executed_amount,
        (missed.unplanned_amount * if($company is null, rates.rate, 1))::decimal(24, 2) as unplanned_amount,
        (missed.missed_amount * if($company is null, rates.rate, 1))::decimal(24, 2) as missed_amount,
        (missed.own_missed_amount * if($company is null, rates.rate, 1))::decimal(24, 2) as own_missed_amount
    from missed
    inner join marts.dim_company as companies on missed.company_key = companies.company_key
    left join marts.fct_exchange_rates as rates
        on companies.currency = rates.from_currency and rates.from_date <= $as_of and $as_of < rates.until_date
    where missed.line_direction = $direction
),
