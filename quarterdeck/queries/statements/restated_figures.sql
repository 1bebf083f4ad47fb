-- Figures of a day that a close is held to: each company's accounts, its open receivables and payables, what else indicators are
-- made of, and the scorecard's indicators. print is a fingerprint of the rows of which a figure is made: where it is the same in
-- two versions, so are they. Of an indicator, made_of names the parts of which it is made, and besides what else it is made of.
-- :param as_of: date — the day
-- :param company: varchar? — code or name of a company; null: all
with

year_start as (
    select min(fiscal.date_day) as year_start_date
    from marts.dim_date as fiscal
    inner join marts.dim_date as closing on closing.date_day = $as_of and fiscal.fiscal_year = closing.fiscal_year
),

chosen as (
    select *
    from marts.dim_company
    where $company is null or $company in (company_code, company_name)
),

accounts as (
    select
        'trial_balance' as part,
        entries.company_key,
        case
            when accounts.statement_kind = 'profit_and_loss' and entries.posting_date < year_start.year_start_date
                then 'earlier_results'
            else entries.account_key
        end as item,
        case
            when accounts.statement_kind = 'profit_and_loss' and entries.posting_date < year_start.year_start_date
                then '(results of earlier years)'
            else accounts.account_number || ' ' || accounts.account_name
        end as item_name,
        sum(entries.ledger_amount_company) as figure,
        bit_xor(hash(entries.ledger_entry_key, entries.ledger_amount_company, entries.posting_date)) as print
    from marts.fct_ledger_entries as entries
    inner join marts.dim_account as accounts on entries.account_key = accounts.account_key
    inner join chosen on entries.company_key = chosen.company_key
    cross join year_start
    where entries.posting_date <= $as_of
    group by all
),

open_items as (
    select
        'receivables' as part,
        company_key,
        sum(residual_amount_company) as figure
    from marts.fct_receivable_balances
    where from_date <= $as_of and $as_of < until_date
    group by company_key
    union all
    select
        'payables' as part,
        company_key,
        sum(residual_amount_company) as figure
    from marts.fct_payable_balances
    where from_date <= $as_of and $as_of < until_date
    group by company_key
),

effects as (
    select
        'receivables' as part,
        company_key,
        bit_xor(hash(receivable_effect_key, effect_amount_company, effect_date)) as print
    from marts.fct_receivable_effects
    where effect_date <= $as_of
    group by company_key
    union all
    select
        'payables' as part,
        company_key,
        bit_xor(hash(payable_effect_key, effect_amount_company, effect_date)) as print
    from marts.fct_payable_effects
    where effect_date <= $as_of
    group by company_key
),

-- :part restated

others as (
    select
        part,
        company_key,
        item,
        item_name,
        sum(line_amount) as figure,
        bit_xor(hash(line_key, line_amount, posting_date)) as print
    from restated
    group by all
),

-- what each indicator is made of, so that a change of it is explained by the rows of these parts that differ
makings as (
    select *
    from (
        values
        ('receivables', ['receivables'], null),
        ('overdue_share', ['receivables'], null),
        ('dso', ['receivables'], null),
        ('dso_countback', ['receivables'], null),
        ('dso_with_bills', ['receivables', 'bills'], null),
        ('dso_countback_with_bills', ['receivables', 'bills'], null),
        ('dso_best_possible', ['receivables'], null),
        ('days_delinquent', ['receivables'], null),
        ('retention_late', ['receivables'], null),
        ('collection_effectiveness', ['receivables'], null),
        ('collection_index', ['receivables'], null),
        ('expected_loss_rate', ['receivables'], 'rates of loss'),
        ('top_five_exposure_share', ['receivables', 'bills'], 'orders and deliveries'),
        ('dpo', ['payables'], null),
        ('available_cash', ['cash'], 'openings and credit lines'),
        ('unplanned_share', ['fund_plans'], null),
        ('gross_margin', ['trial_balance'], null),
        ('cash_conversion', ['trial_balance', 'cash'], null),
        ('dio', ['trial_balance'], null),
        ('cash_conversion_cycle', ['receivables', 'payables', 'trial_balance'], null),
        ('undecided_duplicates', ['payables'], 'decisions'),
        ('performed_unbilled', ['contracts'], null),
        ('begun_unsigned_share', ['contracts'], 'days of signature'),
        ('budget_outlook', ['budgets'], null),
        ('budget_utilisation', ['budgets'], null)
    ) as makings (indicator, made_of, besides)
),

figures as (
    select * from accounts
    union all by name
    select * from others
    union all by name
    select
        effects.part,
        effects.company_key,
        effects.part as item,
        'open items' as item_name,
        coalesce(open_items.figure, 0) as figure,
        effects.print
    from effects
    left join open_items on effects.part = open_items.part and effects.company_key = open_items.company_key
)

select
    figures.part,
    chosen.company_code as company,
    figures.item,
    figures.item_name,
    coalesce(case when figures.part = 'contracts' then right(figures.item, 3) end, chosen.currency) as currency,
    figures.figure::decimal(30, 6) as figure,
    figures.print::varchar as print
from figures
inner join chosen on figures.company_key = chosen.company_key
union all by name
select
    'indicators' as part,
    indicators.scope_key as company,
    indicators.indicator as item,
    indicators.indicator as item_name,
    case when indicators.unit = 'money' then indicators.currency else indicators.unit end as currency,
    indicators.indicator_value::decimal(30, 6) as figure,
    indicators.numerator::decimal(30, 6) as numerator,
    indicators.denominator::decimal(30, 6) as denominator,
    array_to_string(makings.made_of, '|') as made_of,
    makings.besides
from scorecard.indicators as indicators
left join makings on indicators.indicator = makings.indicator
where
    indicators.reporting_date = $as_of
    and ($company is null or indicators.company_key in (select company_key from chosen))
