with

fund_transfers as (
    select * from {{ union_kinds('fund_transfers') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        fund_transfers.fund_transfer_key,
        fund_transfers.system,
        fund_transfers.fund_transfer_id,
        fund_transfers.company_id,
        source_companies.company_key,
        fund_transfers.to_company_id,
        receiving_companies.company_key as to_company_key,
        fund_transfers.transfer_kind,
        fund_transfers.from_bank_account_key,
        fund_transfers.to_bank_account_key,
        fund_transfers.from_currency,
        {{ round_money('fund_transfers.from_amount', 'from_currencies.minor_digits') }} as from_amount,
        fund_transfers.to_currency,
        {{ round_money('fund_transfers.to_amount', 'to_currencies.minor_digits') }} as to_amount,
        fund_transfers.is_intercompany,
        fund_transfers.transfer_date,
        fund_transfers.recorded_at,
        fund_transfers.source_table,
        fund_transfers.source_key,
        fund_transfers.load_id
    from fund_transfers
    left join source_companies
        on fund_transfers.system = source_companies.system and fund_transfers.company_id = source_companies.company_id
    left join source_companies as receiving_companies
        on
            fund_transfers.system = receiving_companies.system
            and fund_transfers.to_company_id = receiving_companies.company_id
    left join currencies as from_currencies on fund_transfers.from_currency = from_currencies.currency
    left join currencies as to_currencies on fund_transfers.to_currency = to_currencies.currency
)

select * from final
