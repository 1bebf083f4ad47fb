-- At every month end the intervals and the cumulated effects say the same, per company and currency.
with

month_ends as (
    select distinct last_day(effect_date) as month_end_date from {{ ref('fct_payable_effects') }}
),

from_effects as (
    select
        month_ends.month_end_date,
        effects.company_key,
        effects.currency,
        sum(effects.effect_amount) as amount,
        sum(effects.effect_amount_company) as amount_company
    from month_ends
    inner join {{ ref('fct_payable_effects') }} as effects on effects.effect_date <= month_ends.month_end_date
    group by all
),

from_balances as (
    select
        month_ends.month_end_date,
        balances.company_key,
        balances.currency,
        sum(balances.residual_amount) as amount,
        sum(balances.residual_amount_company) as amount_company
    from month_ends
    inner join {{ ref('fct_payable_balances') }} as balances
        on balances.from_date <= month_ends.month_end_date and month_ends.month_end_date < balances.until_date
    group by all
)

select *
from from_effects
full join from_balances using (month_end_date, company_key, currency)
where
    coalesce(from_effects.amount, 0) <> coalesce(from_balances.amount, 0)
    or coalesce(from_effects.amount_company, 0) <> coalesce(from_balances.amount_company, 0)
