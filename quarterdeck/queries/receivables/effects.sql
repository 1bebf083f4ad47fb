-- The dated effects that made the residual of one document, oldest first, with the residual after each.
-- :param as_of: date — effects posted up to this day
-- :param item: varchar — key of the document
with

effects as (
    select *
    from marts.fct_receivable_effects
    where item_key = $item
),

final as (
    select
        effects.receivable_effect_key,
        effects.item_key,
        effects.system,
        effects.company_key,
        companies.company_name,
        companies.currency as company_currency,
        effects.customer_key,
        customers.customer_name,
        effects.document_type,
        effects.document_number,
        effects.document_date,
        effects.instalment_number,
        effects.line_type,
        effects.due_date,
        effects.effect_date,
        effects.effect_type,
        effects.counter_document_type,
        effects.counter_document_number,
        effects.currency,
        effects.effect_amount,
        (sum(effects.effect_amount) over to_here)::decimal(18, 3) as residual_amount,
        effects.effect_amount_company,
        (sum(effects.effect_amount_company) over to_here)::decimal(18, 3) as residual_amount_company,
        effects.recorded_at,
        count(*) filter (where effects.effect_date > $as_of) over () as later_count,
        max(effects.line_type) over () <> 'whole' or min(effects.line_type) over () <> 'whole' as has_instalments,
        effects.source_table,
        effects.source_key,
        effects.load_id
    from effects
    inner join marts.dim_company as companies on effects.company_key = companies.company_key
    inner join marts.dim_customer as customers on effects.customer_key = customers.customer_key
    window to_here as (
        order by
            effects.effect_date,
            effects.effect_type <> 'document',
            effects.recorded_at,
            effects.receivable_effect_key
        rows between unbounded preceding and current row
    )
)

select * from final
where effect_date <= $as_of
order by effect_date, effect_type <> 'document', recorded_at, receivable_effect_key
