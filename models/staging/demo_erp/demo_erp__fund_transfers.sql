with

fund_transfers as (
    select * from {{ ref('stg_demo_erp__fund_transfer') }}
),

bank_accounts as (
    select * from {{ ref('stg_demo_erp__bank_account') }}
),

final as (
    select
        fund_transfers.system || '|' || fund_transfers.fund_transfer_id as fund_transfer_key,
        fund_transfers.system,
        fund_transfers.fund_transfer_id,
        fund_transfers.company_id,
        fund_transfers.to_company_id,
        {{ known_word(
            'fund_transfers.transfer_kind',
            ['sweep', 'wages', 'margin', 'margin_release', 'pool'],
            'other'
        ) }} as transfer_kind,
        fund_transfers.system || '|' || fund_transfers.from_bank_account_id as from_bank_account_key,
        fund_transfers.system || '|' || fund_transfers.to_bank_account_id as to_bank_account_key,
        from_accounts.currency as from_currency,
        fund_transfers.from_amount,
        to_accounts.currency as to_currency,
        fund_transfers.to_amount,
        fund_transfers.company_id <> fund_transfers.to_company_id as is_intercompany,
        fund_transfers.transfer_date,
        fund_transfers.created_at as recorded_at,
        'fund_transfer' as source_table,
        fund_transfers.fund_transfer_id as source_key,
        fund_transfers.load_id
    from fund_transfers
    inner join bank_accounts as from_accounts
        on
            fund_transfers.system = from_accounts.system
            and fund_transfers.from_bank_account_id = from_accounts.bank_account_id
    inner join bank_accounts as to_accounts
        on
            fund_transfers.system = to_accounts.system
            and fund_transfers.to_bank_account_id = to_accounts.bank_account_id
)

select * from final
