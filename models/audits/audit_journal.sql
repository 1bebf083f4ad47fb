with

entries as (
    select * from {{ ref('ledger_entries') }}
),

ledger_accounts as (
    select * from {{ ref('dim_account') }}
),

vouchers as (
    select
        entries.system,
        entries.company_key,
        entries.journal_entry_key,
        date_trunc('month', min(entries.posting_date))::date as month_start_date,
        count(*) as line_count,
        count(*) filter (ledger_accounts.account_key is null) as unknown_account_count,
        coalesce(sum(entries.ledger_amount_company) filter (entries.ledger_amount_company > 0), 0) as debit_amount_company,
        coalesce(-sum(entries.ledger_amount_company) filter (entries.ledger_amount_company < 0), 0)
            as credit_amount_company
    from entries
    left join ledger_accounts on entries.account_key = ledger_accounts.account_key
    group by all
),

counted as (
    select
        system,
        company_key,
        month_start_date,
        count(*) as entry_count,
        sum(line_count) as line_count,
        sum(debit_amount_company) as debit_amount_company,
        sum(credit_amount_company) as credit_amount_company,
        count(*) filter (debit_amount_company <> credit_amount_company) as unbalanced_count,
        sum(unknown_account_count) as unknown_account_count,
        0 as left_out_count
    from vouchers
    group by all
    union all by name
    -- on which day they count is often what is wrong with them
    select
        system,
        company_key,
        null as month_start_date,
        0 as entry_count,
        0 as line_count,
        0 as debit_amount_company,
        0 as credit_amount_company,
        0 as unbalanced_count,
        0 as unknown_account_count,
        count(*) as left_out_count
    from {{ ref('unfit_ledger_entries') }}
    group by all
),

final as (
    select
        company_key,
        system,
        entry_count::integer as entry_count,
        line_count::integer as line_count,
        debit_amount_company::decimal(18, 3) as debit_amount_company,
        credit_amount_company::decimal(18, 3) as credit_amount_company,
        unbalanced_count::integer as unbalanced_count,
        unknown_account_count::integer as unknown_account_count,
        left_out_count::integer as left_out_count,
        unbalanced_count + unknown_account_count + left_out_count = 0 as is_equal,
        month_start_date
    from counted
)

select * from final
