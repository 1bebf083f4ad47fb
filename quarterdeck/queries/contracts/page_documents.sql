-- The documents that name one contract, on a day: bills, credit notes, money and advances, each with what is left of it; with
-- tax, in the document's currency. What lowers what is owed is negative.
-- :param as_of: date — the day; effects posted on it count
-- :param contract: varchar — key of the contract
with

effects as (
    select
        'receivable' as ledger_side,
        item_key,
        document_type,
        document_number,
        document_date,
        due_date,
        currency,
        effect_class in ('billing', 'cash') as is_amount,
        effect_amount,
        effect_date
    from marts.fct_receivable_effects
    where contract_key = $contract and effect_date <= $as_of
    union all
    select
        'payable' as ledger_side,
        item_key,
        document_type,
        document_number,
        document_date,
        due_date,
        currency,
        effect_class in ('billing', 'cash') as is_amount,
        effect_amount,
        effect_date
    from marts.fct_payable_effects
    where contract_key = $contract and effect_date <= $as_of
    union all
    select
        ledger_side,
        item_key,
        document_type,
        document_number,
        document_date,
        null as due_date,
        currency,
        effect_class in ('billing', 'cash') as is_amount,
        advance_amount as effect_amount,
        effect_date
    from marts.fct_advance_effects
    where contract_key = $contract and effect_date <= $as_of
),

final as (
    select
        item_key,
        any_value(ledger_side) as ledger_side,
        any_value(document_type) as document_type,
        any_value(document_number) as document_number,
        any_value(document_date) as document_date,
        min(due_date) as due_date,
        any_value(currency) as currency,
        coalesce(sum(effect_amount) filter (is_amount), 0)::decimal(18, 3) as document_amount,
        sum(effect_amount)::decimal(18, 3) as residual_amount,
        max(effect_date) as last_effect_date
    from effects
    group by item_key
)

select * from final
