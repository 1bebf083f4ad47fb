with

settlements as (
    select * from {{ ref('int_open_item_settlements') }}
    where ledger_side = 'receivable'
),

item_contracts as (
    select * from {{ ref('int_open_item_contracts') }}
),

terms as (
    select * from {{ ref('int_open_item_terms') }}
),

final as (
    select
        settlements.settlement_key as receipt_key,
        settlements.item_key,
        settlements.company_key,
        settlements.system || '|' || settlements.party_id as customer_key,
        item_contracts.contract_key,
        settlements.counter_item_key,
        settlements.cash_document_key,
        settlements.bank_account_key,
        settlements.bill_key,
        settlements.system,
        settlements.account_id,
        settlements.document_type,
        settlements.document_number,
        settlements.instalment_number,
        coalesce(terms.line_class, 'trade') as line_class,
        settlements.settlement_medium,
        settlements.counter_document_type,
        settlements.counter_document_number,
        settlements.currency,
        settlements.settled_amount,
        settlements.settled_amount_company,
        settlements.effect_date,
        settlements.paid_date,
        settlements.due_date,
        terms.rescheduled_due_date,
        settlements.document_date,
        settlements.recorded_at,
        settlements.source_table,
        settlements.source_key,
        settlements.load_id
    from settlements
    left join item_contracts on settlements.item_key = item_contracts.item_key
    left join terms
        on settlements.item_key = terms.item_key and settlements.instalment_number = terms.instalment_number
)

select * from final
