with

credit_uses as (
    select * from {{ ref('fct_credit_uses') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
    union all by name
    -- the days before the first rate
    select
        from_currency,
        to_currency,
        date '1900-01-01' as from_date,
        min(from_date) as until_date
    from {{ ref('int_exchange_rates') }}
    group by all
    having min(from_date) > date '1900-01-01'
),

-- in the currency of the line, at each day's rate; without one it stays what it is, apart
placed as (
    select
        uses.* exclude (currency, use_amount, margin_amount, counted_amount, from_date, until_date),
        coalesce(uses.bank_name, '') as bank,
        if(rates.rate is null, uses.currency, uses.line_currency) as currency,
        {%- for amount in ('use_amount', 'margin_amount', 'counted_amount') %}
        {{ round_money('uses.' ~ amount ~ ' * coalesce(rates.rate, 1)', 'currencies.minor_digits') }} as {{ amount }},
        {%- endfor %}
        unnest([greatest(uses.from_date, rates.from_date), least(uses.until_date, rates.until_date)]) as step_date,
        unnest([1, -1]) as step_sign
    from credit_uses as uses
    left join rates
        on
            uses.currency = rates.from_currency
            and uses.line_currency = rates.to_currency
            and uses.from_date < rates.until_date
            and uses.until_date > rates.from_date
    left join currencies on uses.line_currency = currencies.currency
),

-- what a bank lends or answers for counts against what it grants, whichever year's facility it was taken from
days as (
    select
        company_key,
        system,
        bank,
        currency,
        step_date,
        {{ sum_where('step_sign * use_amount', "use_kind = 'limit'") }} as limit_amount,
        {{ sum_where('step_sign * use_amount', "use_kind = 'loan'") }} as drawn_amount,
        {{ sum_where('step_sign * use_amount', "use_kind = 'acceptance'") }} as accepted_amount,
        {{ sum_where('step_sign * use_amount', "use_kind = 'guarantee'") }} as guaranteed_amount,
        sum(step_sign * margin_amount) as margin_amount,
        sum(step_sign * counted_amount) as counted_amount
    from placed
    group by all
),

cumulated as (
    select
        company_key,
        system,
        bank,
        currency,
        step_date as from_date,
        coalesce(lead(step_date) over to_date, date '9999-12-31') as until_date,
        (sum(limit_amount) over to_date)::decimal(18, 3) as limit_amount,
        (sum(drawn_amount) over to_date)::decimal(18, 3) as drawn_amount,
        (sum(accepted_amount) over to_date)::decimal(18, 3) as accepted_amount,
        (sum(guaranteed_amount) over to_date)::decimal(18, 3) as guaranteed_amount,
        (sum(margin_amount) over to_date)::decimal(18, 3) as margin_amount,
        (sum(counted_amount) over to_date)::decimal(18, 3) as counted_amount
    from days
    window to_date as (partition by company_key, system, bank, currency order by step_date)
),

final as (
    select
        concat_ws('|', company_key, system, bank, currency, from_date) as credit_line_key,
        company_key,
        system,
        nullif(bank, '') as bank_name,
        currency,
        limit_amount,
        drawn_amount,
        accepted_amount,
        guaranteed_amount,
        margin_amount,
        counted_amount,
        (limit_amount - counted_amount)::decimal(18, 3) as headroom_amount,
        greatest(limit_amount - counted_amount, 0)::decimal(18, 3) as undrawn_amount,
        case
            when limit_amount <> 0 and counted_amount > limit_amount then 'over_limit'
            when limit_amount <> 0 then 'within'
            when drawn_amount <> 0 or accepted_amount <> 0 or guaranteed_amount <> 0 then 'no_facility'
            else 'ended'
        end as line_state,
        from_date,
        until_date
    from cumulated
    where from_date < date '9999-12-31'
)

select * from final
