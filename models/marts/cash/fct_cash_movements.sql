with

bank_lines as (
    select * from {{ ref('bank_lines') }}
),

classified as (
    select * from {{ ref('int_bank_lines_classified') }}
),

bank_accounts as (
    select * from {{ ref('dim_bank_account') }}
),

companies as (
    select * from {{ ref('dim_company') }}
),

item_contracts as (
    select * from {{ ref('int_open_item_contracts') }}
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

-- the other end of a transfer, where the bank has stated it
other_legs as (
    select
        classified.document_key,
        bank_lines.bank_account_key,
        bank_lines.bank_line_key
    from classified
    inner join bank_lines on classified.bank_line_key = bank_lines.bank_line_key
    where classified.matched_by = 'transfer'
),

final as (
    select
        bank_lines.bank_line_key,
        bank_lines.bank_account_key,
        bank_accounts.company_key,
        classified.category,
        classified.customer_key,
        classified.supplier_key,
        classified.employee_key,
        item_contracts.contract_key,
        classified.counterparty_company_key,
        other_legs.bank_line_key as transfer_bank_line_key,
        bank_lines.system,
        classified.matched_by,
        classified.document_key,
        classified.ledger_entry_key,
        classified.unexplained_reason,
        bank_lines.counterparty_name,
        bank_lines.purpose,
        bank_lines.bank_reference,
        bank_lines.line_number,
        bank_lines.currency,
        bank_lines.line_amount as cash_amount,
        rates.rate as exchange_rate,
        {{ round_money('bank_lines.line_amount * rates.rate', 'currencies.minor_digits') }} as cash_amount_company,
        classified.category = 'unexplained' as is_unexplained,
        coalesce(classified.matched_by = 'transfer', false) as is_transfer,
        bank_accounts.is_restricted,
        bank_lines.value_date,
        bank_lines.recorded_at,
        bank_lines.source_table,
        bank_lines.source_key,
        bank_lines.load_id
    from bank_lines
    inner join bank_accounts on bank_lines.bank_account_key = bank_accounts.bank_account_key
    inner join classified on bank_lines.bank_line_key = classified.bank_line_key
    inner join companies on bank_accounts.company_key = companies.company_key
    left join currencies on companies.currency = currencies.currency
    left join item_contracts on classified.item_key = item_contracts.item_key
    left join other_legs
        on
            case when classified.matched_by = 'transfer' then classified.document_key end = other_legs.document_key
            and classified.other_bank_account_key = other_legs.bank_account_key
    left join rates
        on
            bank_lines.currency = rates.from_currency
            and companies.currency = rates.to_currency
            and bank_lines.value_date >= rates.from_date
            and bank_lines.value_date < rates.until_date
)

select * from final
