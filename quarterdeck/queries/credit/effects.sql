-- The dated effects that made one document's part of an exposure, oldest first, with what was open after each.
-- :param as_of: date — effects up to this day
-- :param document: varchar — key of the document in its part: component@document
with

asked as (
    select
        split_part($document, '@', 1) as component,
        substr($document, strpos($document, '@') + 1) as document_key
),

effects as (
    select
        effects.receivable_effect_key as effect_key,
        effects.customer_key,
        effects.company_key,
        effects.document_number,
        effects.system,
        effects.effect_type,
        effects.counter_document_number,
        effects.currency,
        effects.effect_amount,
        effects.effect_date,
        effects.source_table,
        effects.source_key,
        effects.load_id
    from marts.fct_receivable_effects as effects
    inner join asked on effects.item_key = asked.document_key
    where asked.component in ('receivable', 'unapplied') and effects.effect_date <= $as_of
    union all by name
    select
        effects.exposure_effect_key as effect_key,
        effects.customer_key,
        effects.company_key,
        effects.document_number,
        effects.system,
        effects.component as effect_type,
        effects.currency,
        effects.effect_amount,
        effects.effect_date,
        effects.source_table,
        effects.source_key,
        effects.load_id
    from marts.fct_exposure_effects as effects
    inner join asked on effects.document_key = asked.document_key and effects.component = asked.component
    where effects.effect_date <= $as_of
)

select
    effects.*,
    asked.component || '@' || effects.company_key || '@' || effects.customer_key as part_key,
    asked.component,
    customers.customer_name,
    (sum(effects.effect_amount) over (
        order by effects.effect_date, effects.effect_type <> 'document', effects.effect_key
        rows between unbounded preceding and current row
    ))::decimal(18, 3) as running_amount
from effects
inner join marts.dim_customer as customers on effects.customer_key = customers.customer_key
cross join asked
order by effects.effect_date, effects.effect_type <> 'document', effects.effect_key
