-- The rows of which figures of a day are made: journal lines of accounts, effects on open items, and what else indicators are
-- made of. Of the items that are named.
-- :param as_of: date — the day
-- :param items: varchar[] — part, company and item, with bars between them, as restated_figures has them
with

year_start as (
    select min(fiscal.date_day) as year_start_date
    from marts.dim_date as fiscal
    inner join marts.dim_date as closing on closing.date_day = $as_of and fiscal.fiscal_year = closing.fiscal_year
),

-- :part restated

lines as (
    select
        'trial_balance' as part,
        entries.company_key,
        case
            when accounts.statement_kind = 'profit_and_loss' and entries.posting_date < year_start.year_start_date
                then 'earlier_results'
            else entries.account_key
        end as item,
        entries.ledger_entry_key as line_key,
        entries.journal_entry_number as document_number,
        entries.description,
        entries.ledger_amount_company as line_amount,
        entries.posting_date,
        entries.recorded_at,
        entries.system,
        entries.source_table,
        entries.source_key,
        entries.load_id
    from marts.fct_ledger_entries as entries
    inner join marts.dim_account as accounts on entries.account_key = accounts.account_key
    cross join year_start
    where entries.posting_date <= $as_of
    union all by name
    select
        'receivables' as part,
        company_key,
        'receivables' as item,
        receivable_effect_key as line_key,
        document_number,
        effect_type as description,
        effect_amount_company as line_amount,
        effect_date as posting_date,
        recorded_at,
        system,
        source_table,
        source_key,
        load_id
    from marts.fct_receivable_effects
    where effect_date <= $as_of
    union all by name
    select
        'payables' as part,
        company_key,
        'payables' as item,
        payable_effect_key as line_key,
        document_number,
        effect_type as description,
        effect_amount_company as line_amount,
        effect_date as posting_date,
        recorded_at,
        system,
        source_table,
        source_key,
        load_id
    from marts.fct_payable_effects
    where effect_date <= $as_of
    union all by name
    select * exclude (item_name) from restated
)

select
    lines.part,
    companies.company_code as company,
    lines.item,
    coalesce(case when lines.part = 'contracts' then right(lines.item, 3) end, companies.currency) as currency,
    lines.line_key,
    lines.document_number,
    lines.description,
    lines.line_amount,
    lines.posting_date,
    lines.recorded_at,
    lines.system,
    lines.source_table,
    lines.source_key,
    lines.load_id
from lines
inner join marts.dim_company as companies on lines.company_key = companies.company_key
where lines.part || '|' || companies.company_code || '|' || lines.item in $items
