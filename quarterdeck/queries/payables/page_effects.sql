-- What happened to one document of a supplier, or to one bill that we gave, up to a day: each effect, and what was left
-- after it.
-- :param as_of: date — the day; what happened on it counts
-- :param item: varchar — key of the open item, or of the bill
with

effects as (
    select
        payable_effect_key,
        supplier_key,
        effect_date,
        effect_type,
        counter_document_type,
        counter_document_number,
        document_number,
        instalment_number,
        currency,
        effect_amount,
        recorded_at,
        system,
        source_table,
        source_key
    from marts.fct_payable_effects
    where item_key = $item and effect_date <= $as_of
    union all
    select
        bill_balance_key as payable_effect_key,
        supplier_key,
        from_date as effect_date,
        'bill_issued' as effect_type,
        null as counter_document_type,
        null as counter_document_number,
        bill_number as document_number,
        null as instalment_number,
        currency,
        bill_amount as effect_amount,
        recorded_at,
        system,
        source_table,
        source_key
    from marts.fct_bill_balances
    where bill_key = $item and bill_state = 'issued' and from_date <= $as_of
    union all
    select
        bill_balance_key || '|paid' as payable_effect_key,
        supplier_key,
        until_date as effect_date,
        'bill_paid' as effect_type,
        null as counter_document_type,
        null as counter_document_number,
        bill_number as document_number,
        null as instalment_number,
        currency,
        -bill_amount as effect_amount,
        recorded_at,
        system,
        source_table,
        source_key
    from marts.fct_bill_balances
    where bill_key = $item and bill_state = 'issued' and until_date <= $as_of
)

select
    effects.*,
    suppliers.supplier_name,
    (sum(effects.effect_amount) over (
        order by effects.effect_date, effects.effect_type <> 'document', effects.recorded_at, effects.payable_effect_key
        rows between unbounded preceding and current row
    ))::decimal(18, 3) as residual_amount
from effects
inner join marts.dim_supplier as suppliers on effects.supplier_key = suppliers.supplier_key
order by effects.effect_date, effects.effect_type <> 'document', effects.recorded_at, effects.payable_effect_key
