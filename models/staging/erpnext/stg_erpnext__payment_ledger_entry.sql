with

entries as (
    select * from {{ current_rows(source('erpnext', 'payment_ledger_entry'), key='name') }}
),

systems as (
    select * from {{ source('settings', 'systems') }}
),

final as (
    select
        entries.system,
        entries.name as payment_ledger_entry_id,
        entries.company as company_id,
        entries.account_type,
        entries.account as account_id,
        coalesce(nullif(entries.party, ''), '(none)') as party_id,
        entries.voucher_type,
        entries.voucher_no as voucher_number,
        entries.against_voucher_type,
        entries.against_voucher_no as against_voucher_number,
        entries.account_currency as currency,
        entries.amount_in_account_currency as amount,
        entries.amount as amount_company,
        entries.delinked = 1 as is_delinked,
        entries.posting_date,
        (entries.creation at time zone systems.time_zone) at time zone 'UTC' as created_at,
        entries._load_id as load_id
    from entries
    inner join systems on entries.system = systems.system
)

select * from final
