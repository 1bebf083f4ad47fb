with

guarantees as (
    select * from {{ ref('guarantees') }}
    where company_key is not null
),

events as (
    select
        guarantee_key,
        event_date,
        last(event_amount order by guarantee_event_key) as event_amount,
        sum(margin_amount) as margin_moved_amount,
        bool_or(event_type = 'released') as is_released
    from {{ ref('guarantee_events') }}
    group by all
),

bank_accounts as (
    select * from {{ ref('dim_bank_account') }}
),

contract_names as (
    select * from {{ ref('int_contracts_by_reference') }}
),

states as (
    select
        *,
        coalesce(lead(event_date) over in_order, date '9999-12-31') as until_date,
        sum(margin_moved_amount) over in_order as margin_amount
    from events
    window in_order as (partition by guarantee_key order by event_date)
),

final as (
    select
        guarantees.guarantee_key || '|' || states.event_date as guarantee_balance_key,
        guarantees.guarantee_key,
        guarantees.company_key,
        guarantees.customer_key,
        guarantees.supplier_key,
        contract_names.contract_key,
        guarantees.margin_bank_account_key,
        bank_accounts.bank_name,
        guarantees.system,
        guarantees.guarantee_side,
        coalesce(guarantees.guarantee_kind, 'other') as guarantee_kind,
        guarantees.guarantee_number,
        guarantees.contract_number,
        guarantees.currency,
        states.event_amount as guarantee_amount,
        states.margin_amount::decimal(18, 3) as margin_amount,
        guarantees.issue_date,
        guarantees.expiry_date,
        states.event_date as from_date,
        states.until_date,
        guarantees.source_table,
        guarantees.source_key,
        guarantees.load_id
    from states
    inner join guarantees on states.guarantee_key = guarantees.guarantee_key
    left join bank_accounts on guarantees.margin_bank_account_key = bank_accounts.bank_account_key
    left join contract_names
        on
            guarantees.company_key = contract_names.company_key
            and guarantees.contract_reference = contract_names.contract_reference
    where not states.is_released
)

select * from final
