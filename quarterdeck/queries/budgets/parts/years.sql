-- The day's fiscal year of each company (years), and the currency that is shown.
years as (
    select
        companies.company_key,
        companies.company_code,
        companies.company_name,
        case when $company is null then companies.presentation_currency else companies.currency end as shown_currency,
        case when $company is null then rates.rate else 1 end as shown_rate,
        coalesce(own.fiscal_year, year($as_of)) as fiscal_year,
        coalesce(spans.start_date, make_date(year($as_of), 1, 1)) as start_date,
        coalesce(spans.end_date, make_date(year($as_of), 12, 31)) as end_date
    from marts.dim_company as companies
    left join own_years as own on companies.company_key = own.company_key
    left join year_spans as spans
        on companies.company_key = spans.company_key and own.fiscal_year = spans.fiscal_year
    left join marts.fct_exchange_rates as rates
        on companies.currency = rates.from_currency and $as_of >= rates.from_date and $as_of < rates.until_date
    where $company is null or companies.company_key = $company
),
