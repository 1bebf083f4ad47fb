with

entries as (
    select * from {{ ref('ledger_entries') }}
),

ledger_accounts as (
    select * from {{ ref('dim_account') }}
),

customers as (
    select * from {{ ref('dim_customer') }}
    where counterparty_company_key is not null
),

suppliers as (
    select * from {{ ref('dim_supplier') }}
    where counterparty_company_key is not null
),

own_companies as (
    select
        system,
        company_id,
        company_key
    from {{ ref('source_companies') }}
    where company_key is not null
),

parties as (
    select
        entries.journal_entry_key,
        coalesce(
            own_companies.company_key, customers.counterparty_company_key, suppliers.counterparty_company_key
        ) as counterparty_company_key,
        entries.company_key
    from entries
    left join own_companies
        on entries.system = own_companies.system and entries.counterparty_company_id = own_companies.company_id
    left join customers
        on case when entries.party_type = 'customer' then entries.system || '|' || entries.party_id end
        = customers.customer_key
    left join suppliers
        on case when entries.party_type = 'supplier' then entries.system || '|' || entries.party_id end
        = suppliers.supplier_key
),

-- an entry with two of our companies says of no line whose it is
counterparties as (
    select
        journal_entry_key,
        min(counterparty_company_key) as counterparty_company_key
    from parties
    where counterparty_company_key is not null and counterparty_company_key <> company_key
    group by all
    having count(distinct counterparty_company_key) = 1
),

-- what moves results to equity, and nothing else, closes a year
closings as (
    select
        entries.journal_entry_key,
        min(entries.company_key) as company_key,
        bool_and(ledger_accounts.statement_kind = 'profit_and_loss' or ledger_accounts.account_type = 'equity')
        and bool_or(ledger_accounts.statement_kind = 'profit_and_loss')
        and bool_or(ledger_accounts.account_type = 'equity') as is_closing
    from entries
    inner join ledger_accounts on entries.account_key = ledger_accounts.account_key
    group by all
),

final as (
    select
        closings.journal_entry_key,
        closings.company_key,
        counterparties.counterparty_company_key,
        coalesce(closings.is_closing, false) as is_closing
    from closings
    left join counterparties on closings.journal_entry_key = counterparties.journal_entry_key
)

select * from final
