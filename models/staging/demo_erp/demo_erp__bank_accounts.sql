with

bank_accounts as (
    select * from {{ ref('stg_demo_erp__bank_account') }}
),

journal_lines as (
    select * from {{ ref('stg_demo_erp__journal_line') }}
),

journal_entries as (
    select * from {{ ref('stg_demo_erp__journal_entry') }}
    where document_type = 'opening'
),

-- the account's own table states the amount, and the books the day
openings as (
    select
        journal_lines.system,
        journal_lines.bank_account_id,
        min(journal_entries.posting_date) as opening_date
    from journal_lines
    inner join journal_entries
        on
            journal_lines.system = journal_entries.system
            and journal_lines.journal_entry_id = journal_entries.journal_entry_id
    where journal_lines.bank_account_id is not null
    group by all
),

final as (
    select
        bank_accounts.system || '|' || bank_accounts.bank_account_id as bank_account_key,
        bank_accounts.system,
        bank_accounts.bank_account_id,
        bank_accounts.company_id,
        bank_accounts.bank_name,
        bank_accounts.bank_account_number,
        {{ known_word('bank_accounts.purpose', ['operating', 'wages', 'margin'], 'other') }} as purpose,
        bank_accounts.currency,
        bank_accounts.opening_amount,
        bank_accounts.purpose in ('wages', 'margin') as is_restricted,
        openings.opening_date,
        bank_accounts.created_at as recorded_at,
        'bank_account' as source_table,
        bank_accounts.bank_account_id as source_key,
        bank_accounts.load_id
    from bank_accounts
    left join openings
        on bank_accounts.system = openings.system and bank_accounts.bank_account_id = openings.bank_account_id
)

select * from final
