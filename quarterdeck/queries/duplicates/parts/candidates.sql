-- Candidates that can be known on the day, as the filters leave them; what a person rejected only where it is asked for.
candidates as (
    select
        candidates.* exclude (party_name),
        companies.company_name,
        coalesce(
            candidates.first_party_name || ' ~ ' || candidates.party_name, suppliers.supplier_name, employees.employee_name
        ) as party_name,
        case
            when $company is null then (candidates.stake_amount_company * rates.rate)::decimal(18, 2)::decimal(18, 3)
            else candidates.stake_amount_company
        end as shown_amount,
        case
            when $company is null then (candidates.paid_again_amount_company * rates.rate)::decimal(18, 2)::decimal(18, 3)
            else candidates.paid_again_amount_company
        end as shown_paid_amount,
        companies.currency as company_currency,
        case when $company is null then companies.presentation_currency else companies.currency end as shown_currency
    from marts.fct_duplicate_candidates as candidates
    inner join marts.dim_company as companies on candidates.company_key = companies.company_key
    left join marts.dim_supplier as suppliers on candidates.supplier_key = suppliers.supplier_key
    left join marts.dim_employee as employees on candidates.employee_key = employees.employee_key
    left join marts.fct_exchange_rates as rates
        on
            companies.currency = rates.from_currency
            and rates.from_date <= $as_of
            and $as_of < rates.until_date
    where
        candidates.known_date <= $as_of
        and ($company is null or candidates.company_key = $company)
        and ($system is null or candidates.system = $system)
        and case
            when $kind is null then candidates.candidate_kind in ('bill', 'payment', 'claim')
            else candidates.candidate_kind = $kind
        end
        and case when $status is null then candidates.status <> 'rejected' else candidates.status = $status end
),
