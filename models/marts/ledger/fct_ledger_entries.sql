with

entries as (
    select * from {{ ref('ledger_entries') }}
),

journal_entries as (
    select * from {{ ref('dim_journal_entry') }}
),

companies as (
    select * from {{ ref('dim_company') }}
),

rates as (
    select * from {{ ref('fct_exchange_rates') }}
),

closes as (
    select * from {{ ref('dim_close') }}
    where is_closed
),

final as (
    select
        entries.ledger_entry_key,
        entries.journal_entry_key,
        entries.company_key,
        entries.account_key,
        case when entries.party_type = 'customer' then entries.system || '|' || entries.party_id end as customer_key,
        case when entries.party_type = 'supplier' then entries.system || '|' || entries.party_id end as supplier_key,
        entries.employee_key,
        entries.department_key,
        entries.project_code,
        entries.product_key,
        journal_entries.counterparty_company_key,
        entries.system,
        entries.journal_entry_number,
        entries.document_type,
        entries.document_number,
        entries.description,
        entries.posting_date,
        entries.currency,
        entries.ledger_amount,
        entries.ledger_amount_company,
        -- most companies report in the group's currency, and a division of 38 digits takes a hundred times a copy
        case
            when rates.rate = 1 then entries.ledger_amount_company::decimal(24, 6)
            else (entries.ledger_amount_company * rates.rate)::decimal(24, 6)
        end as ledger_amount_group,
        entries.quantity,
        coalesce(journal_entries.is_closing, false) as is_closing,
        coalesce(entries.recorded_at > closes.known_until, false) as is_post_close,
        entries.is_reversal,
        entries.reversed_journal_entry_key,
        entries.recorded_at,
        entries.source_table,
        entries.source_key,
        entries.load_id
    from entries
    inner join companies on entries.company_key = companies.company_key
    left join journal_entries on entries.journal_entry_key = journal_entries.journal_entry_key
    left join rates
        on
            companies.currency = rates.from_currency
            and entries.posting_date >= rates.from_date
            and entries.posting_date < rates.until_date
    left join closes on last_day(entries.posting_date) = closes.month_end_date
)

select * from final
