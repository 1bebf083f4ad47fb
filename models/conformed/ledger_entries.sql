with

entries as (
    select * from {{ union_kinds('ledger_entries', all_rows=true) }}
    -- what is left out is in audit_exceptions
    where
        {{ fits_money('ledger_amount') }}
        and {{ fits_money('ledger_amount_company') }}
        and {{ fits_quantity('quantity') }}
        and posting_date is not null
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

companies as (
    select * from {{ ref('companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        entries.ledger_entry_key,
        entries.system,
        entries.company_id,
        source_companies.company_key,
        entries.account_key,
        entries.journal_entry_key,
        entries.journal_entry_number,
        entries.posting_date,
        coalesce(entries.currency, companies.currency) as currency,
        {{ round_money('entries.ledger_amount', 'entry_currencies.minor_digits') }} as ledger_amount,
        {{ round_money('entries.ledger_amount_company', 'company_currencies.minor_digits') }} as ledger_amount_company,
        entries.party_type,
        entries.party_id,
        entries.department_key,
        entries.employee_key,
        entries.project_code,
        {{ reference_of('entries.project_code') }} as project_reference,
        entries.product_key,
        entries.quantity::decimal(28, 6) as quantity,
        entries.description,
        entries.counterparty_company_id,
        entries.document_type,
        entries.document_number,
        entries.document_table,
        entries.document_id,
        entries.is_reversal,
        entries.reversed_journal_entry_key,
        entries.corrected_journal_entry_key,
        entries.recorded_at,
        entries.source_table,
        entries.source_key,
        entries.load_id
    from entries
    inner join source_companies
        on entries.system = source_companies.system and entries.company_id = source_companies.company_id
    inner join companies on source_companies.company_key = companies.company_key
    left join currencies as entry_currencies on entries.currency = entry_currencies.currency
    left join currencies as company_currencies on companies.currency = company_currencies.currency
)

select * from final
