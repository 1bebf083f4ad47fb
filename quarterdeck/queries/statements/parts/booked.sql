-- Debits and credits of each account of each company up to the day (booked), summed within months, of which none reaches over
-- the first day of a span.
booked as (
    select
        entries.system,
        entries.company_key,
        entries.account_key,
        case $detail
            when 'department' then entries.department_key
            when 'project' then entries.project_code
            when 'counterparty' then entries.counterparty_company_key
        end as dimension,
        case
            when entries.posting_date < asked.from_date then date_trunc('month', entries.posting_date)::date
            else greatest(date_trunc('month', entries.posting_date)::date, asked.from_date)
        end as booked_date,
        coalesce(sum(entries.ledger_amount_company) filter (entries.ledger_amount_company > 0), 0) as debit_amount,
        -coalesce(sum(entries.ledger_amount_company) filter (entries.ledger_amount_company < 0), 0) as credit_amount,
        coalesce(sum(entries.ledger_amount_group) filter (entries.ledger_amount_group > 0), 0) as debit_group,
        -coalesce(sum(entries.ledger_amount_group) filter (entries.ledger_amount_group < 0), 0) as credit_group,
        count(*) - count(entries.ledger_amount_group) as unknown_count
    from marts.fct_ledger_entries as entries
    cross join asked
    where entries.posting_date <= $as_of and ($system is null or entries.system = $system)
    group by all
),
