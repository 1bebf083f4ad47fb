with

ledger_entries as (
    select * from {{ ref('ledger_entries') }}
),

accounts as (
    select * from {{ ref('accounts') }}
),

bank_accounts as (
    select * from {{ ref('bank_accounts') }}
),

bank_sides as (
    select
        ledger_entries.*,
        accounts.bank_account_key,
        coalesce(
            ledger_entries.posting_date = bank_accounts.opening_date
            and ledger_entries.ledger_amount = bank_accounts.opening_amount,
            false
        ) as is_opening,
        count(*) over (partition by ledger_entries.journal_entry_key) as side_count
    from ledger_entries
    inner join accounts on ledger_entries.account_key = accounts.account_key
    inner join bank_accounts on accounts.bank_account_key = bank_accounts.bank_account_key
),

-- what stands against the bank in its entry, by account
counter_accounts as (
    select
        ledger_entries.journal_entry_key,
        ledger_entries.account_key,
        accounts.account_class,
        accounts.account_name,
        accounts.bank_account_key,
        -sum(ledger_entries.ledger_amount) as counter_amount,
        abs(sum(ledger_entries.ledger_amount_company)) as weight
    from ledger_entries
    semi join bank_sides on ledger_entries.journal_entry_key = bank_sides.journal_entry_key
    inner join accounts on ledger_entries.account_key = accounts.account_key
    group by all
),

-- the largest says what the entry is for
main_counters as (
    select
        bank_sides.ledger_entry_key,
        counter_accounts.account_class,
        counter_accounts.account_name
    from bank_sides
    inner join counter_accounts
        on
            bank_sides.journal_entry_key = counter_accounts.journal_entry_key
            and bank_sides.account_key <> counter_accounts.account_key
    qualify row_number() over (
        partition by bank_sides.ledger_entry_key
        order by counter_accounts.weight desc, counter_accounts.account_key
    ) = 1
),

final as (
    select
        bank_sides.ledger_entry_key as event_key,
        bank_sides.ledger_entry_key,
        bank_sides.bank_account_key,
        bank_sides.posting_date as event_date,
        bank_sides.ledger_amount as event_amount,
        bank_sides.ledger_amount_company as event_amount_company,
        main_counters.account_class,
        main_counters.account_name,
        bank_sides.is_opening,
        false as is_part
    from bank_sides
    left join main_counters on bank_sides.ledger_entry_key = main_counters.ledger_entry_key
    union all by name
    -- one entry of the books may be several movements at the bank, one an account against which it is booked
    select
        bank_sides.ledger_entry_key || '|' || counter_accounts.account_key as event_key,
        bank_sides.ledger_entry_key,
        bank_sides.bank_account_key,
        bank_sides.posting_date as event_date,
        counter_accounts.counter_amount::decimal(18, 3) as event_amount,
        counter_accounts.account_class,
        counter_accounts.account_name,
        false as is_opening,
        true as is_part
    from bank_sides
    inner join counter_accounts
        on
            bank_sides.journal_entry_key = counter_accounts.journal_entry_key
            and bank_sides.account_key <> counter_accounts.account_key
    where
        bank_sides.side_count = 1
        and not bank_sides.is_opening
        and counter_accounts.counter_amount not in (0, bank_sides.ledger_amount)
)

select * from final
