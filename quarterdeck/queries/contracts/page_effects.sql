-- The dated effects that made what is left of one document that names a contract, oldest first, with the rest after each.
-- :param as_of: date — effects posted up to this day
-- :param item: varchar — key of the document
with

effects as (
    select
        receivable_effect_key as effect_key,
        * exclude (receivable_effect_key, customer_key, due_date, line_type, effect_amount_company)
    from marts.fct_receivable_effects
    where item_key = $item and effect_date <= $as_of
    union all by name
    select
        payable_effect_key as effect_key,
        * exclude (payable_effect_key, supplier_key, due_date, line_type, effect_amount_company)
    from marts.fct_payable_effects
    where item_key = $item and effect_date <= $as_of
    union all by name
    select
        advance_effect_key as effect_key,
        * exclude (
            advance_effect_key, customer_key, supplier_key, ledger_side, advance_amount, advance_amount_company
        ),
        advance_amount as effect_amount
    from marts.fct_advance_effects
    where item_key = $item and effect_date <= $as_of
),

final as (
    select
        effects.effect_key,
        effects.item_key,
        effects.contract_key,
        contracts.contract_number,
        effects.document_type,
        effects.document_number,
        effects.effect_date,
        effects.effect_type,
        effects.counter_document_type,
        effects.counter_document_number,
        effects.currency,
        effects.effect_amount,
        (sum(effects.effect_amount) over to_here)::decimal(18, 3) as residual_amount,
        effects.recorded_at,
        effects.system,
        effects.source_table,
        effects.source_key,
        effects.load_id
    from effects
    inner join marts.dim_contract as contracts on effects.contract_key = contracts.contract_key
    window to_here as (
        order by effects.effect_date, effects.effect_type <> 'document', effects.recorded_at, effects.effect_key
        rows between unbounded preceding and current row
    )
)

select * from final
order by effect_date, effect_type <> 'document', recorded_at, effect_key
