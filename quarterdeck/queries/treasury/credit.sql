-- What banks grant on a day, what of it is drawn, and what is left, by company and bank, with what falls due next. What a bank
-- has lent counts against all that it grants.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
with

loans as (
    select
        loan_key,
        any_value(company_key) as company_key,
        any_value(system) as system,
        any_value(bank_name) as bank_name,
        any_value(currency) as currency,
        any_value(due_date) as due_date,
        sum(principal_amount) as principal_amount
    from marts.fct_debt_events
    where event_date <= $as_of
    group by all
),

dues as (
    select
        company_key,
        system,
        bank_name,
        currency,
        sum(loan_count)::integer as loan_count,
        min(due_date) as next_due_date,
        arg_min(due_amount, (due_date, due_amount)) as next_due_amount
    from (
        select
            company_key,
            system,
            bank_name,
            currency,
            due_date,
            count(*) as loan_count,
            sum(principal_amount) as due_amount
        from loans
        where principal_amount <> 0
        group by all
    )
    group by all
)

select
    credit_lines.system,
    companies.company_code as company,
    companies.company_name,
    credit_lines.bank_name as bank,
    credit_lines.currency,
    credit_lines.limit_amount,
    credit_lines.drawn_amount,
    credit_lines.undrawn_amount,
    (credit_lines.drawn_amount / nullif(credit_lines.limit_amount, 0))::decimal(9, 4) as drawn_share,
    credit_lines.is_over_limit,
    coalesce(dues.loan_count, 0) as loan_count,
    dues.next_due_date,
    dues.next_due_amount::decimal(18, 3) as next_due_amount,
    companies.presentation_currency as group_currency,
    (credit_lines.undrawn_amount * rates.rate)::decimal(24, 2)::decimal(18, 3) as undrawn_amount_group
from marts.fct_credit_lines as credit_lines
inner join marts.dim_company as companies on credit_lines.company_key = companies.company_key
left join dues
    on
        credit_lines.company_key = dues.company_key
        and credit_lines.system = dues.system
        and credit_lines.bank_name is not distinct from dues.bank_name
        and credit_lines.currency = dues.currency
left join marts.fct_exchange_rates as rates
    on
        credit_lines.currency = rates.from_currency
        and rates.from_date <= $as_of
        and $as_of < rates.until_date
where
    credit_lines.from_date <= $as_of
    and $as_of < credit_lines.until_date
    and (credit_lines.limit_amount <> 0 or credit_lines.drawn_amount <> 0)
    and ($company is null or $company in (companies.company_code, companies.company_name))
    and ($system is null or credit_lines.system = $system)
order by company, bank, credit_lines.currency
