-- What banks grant on a day, what takes from it (loans, bills that they accepted, guarantees that they gave), and what is
-- left, by company and bank, with the end of the facility and what falls due next. Headroom = limit − what counts.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
with

rates as (
    select * from marts.fct_exchange_rates
    where from_date <= $as_of and $as_of < until_date
),

-- each in the currency of its line
credit_uses as (
    select
        uses.* replace (
            uses.line_currency as currency,
            if(uses.line_currency = uses.currency, uses.use_amount, (uses.use_amount * rates.rate / line_rates.rate)::decimal(24, 2))
            as use_amount
        )
    from marts.fct_credit_uses as uses
    left join rates on uses.currency = rates.from_currency
    left join rates as line_rates on uses.line_currency = line_rates.from_currency
    where uses.from_date <= $as_of and $as_of < uses.until_date
),

-- the next loans and bills that the bank wants money for
dues as (
    select
        company_key,
        system,
        bank_name,
        currency,
        count(*) filter (use_kind = 'loan')::integer as loan_count,
        min(due_date) filter (use_kind in ('loan', 'acceptance')) as next_due_date,
        min(due_date) filter (use_kind = 'limit') as facility_end_date
    from credit_uses
    group by all
),

next_dues as (
    select
        dues.*,
        coalesce(sum(credit_uses.use_amount), 0)::decimal(18, 3) as next_due_amount
    from dues
    left join credit_uses
        on
            dues.company_key = credit_uses.company_key
            and dues.system = credit_uses.system
            and dues.bank_name is not distinct from credit_uses.bank_name
            and dues.currency = credit_uses.currency
            and dues.next_due_date = credit_uses.due_date
            and credit_uses.use_kind in ('loan', 'acceptance')
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
    credit_lines.accepted_amount,
    credit_lines.guaranteed_amount,
    credit_lines.margin_amount,
    credit_lines.counted_amount,
    credit_lines.headroom_amount,
    credit_lines.undrawn_amount,
    (credit_lines.counted_amount / nullif(credit_lines.limit_amount, 0))::decimal(9, 4) as used_share,
    credit_lines.line_state,
    next_dues.facility_end_date,
    coalesce(next_dues.loan_count, 0) as loan_count,
    next_dues.next_due_date,
    case when next_dues.next_due_date is not null then next_dues.next_due_amount end as next_due_amount,
    companies.presentation_currency as group_currency,
    (credit_lines.undrawn_amount * rates.rate)::decimal(24, 2)::decimal(18, 3) as undrawn_amount_group
from marts.fct_credit_lines as credit_lines
inner join marts.dim_company as companies on credit_lines.company_key = companies.company_key
left join next_dues
    on
        credit_lines.company_key = next_dues.company_key
        and credit_lines.system = next_dues.system
        and credit_lines.bank_name is not distinct from next_dues.bank_name
        and credit_lines.currency = next_dues.currency
left join rates on credit_lines.currency = rates.from_currency
where
    credit_lines.from_date <= $as_of
    and $as_of < credit_lines.until_date
    and credit_lines.line_state <> 'ended'
    and ($company is null or $company in (companies.company_code, companies.company_name))
    and ($system is null or credit_lines.system = $system)
order by company, bank, credit_lines.currency
