with

effects as (
    select * from {{ ref('open_item_effects') }}
    where effect_type <> 'document'
),

open_items as (
    select * from {{ ref('open_items') }}
),

-- what is moved between two items stands on both, as one row of the source
pairs as (
    select
        open_items.system,
        effects.source_table,
        effects.source_key,
        effects.effect_type,
        effects.effect_class,
        min(effects.item_key) as one_item_key,
        max(effects.item_key) as other_item_key
    from effects
    inner join open_items on effects.item_key = open_items.item_key
    where effects.effect_class = 'allocation'
    group by all
    having count(distinct effects.item_key) = 2
),

counters as (
    select
        * exclude (one_item_key, other_item_key),
        unnest([one_item_key, other_item_key]) as item_key,
        unnest([other_item_key, one_item_key]) as counter_item_key
    from pairs
),

-- documents that bill; credits are only what settles them
settled as (
    select
        line_effects.*,
        open_items.system,
        open_items.company_key,
        open_items.ledger_side,
        open_items.party_id,
        open_items.currency,
        open_items.account_id,
        open_items.document_type,
        open_items.document_number,
        open_items.document_date,
        counters.counter_item_key
    from {{ ref('int_open_item_line_effects') }} as line_effects
    inner join open_items on line_effects.item_key = open_items.item_key
    left join counters
        on
            line_effects.item_key = counters.item_key
            and line_effects.source_table = counters.source_table
            and line_effects.source_key = counters.source_key
            and line_effects.effect_type = counters.effect_type
            and line_effects.effect_class = counters.effect_class
    where
        open_items.document_amount > 0
        and open_items.ledger_side in ('receivable', 'payable')
        and line_effects.effect_type not in ('document', 'cancellation')
        and line_effects.effect_class <> 'opening'
),

final as (
    select
        settled.line_effect_key as settlement_key,
        settled.item_key,
        settled.instalment_number,
        settled.system,
        settled.company_key,
        settled.ledger_side,
        settled.party_id,
        settled.account_id,
        settled.document_type,
        settled.document_number,
        settled.counter_item_key,
        settled.counter_document_type,
        settled.counter_document_number,
        cash_documents.cash_document_key,
        cash_documents.bank_account_key,
        cash_documents.bill_key,
        case
            when settled.effect_class in ('cash', 'adjustment') then settled.effect_class
                when counter_items.ledger_side in ('customer_advance', 'supplier_advance') then 'advance'
            when cash_documents.medium = 'bill' then 'bill'
            when cash_documents.medium = 'write_off' then 'write_off'
            when cash_documents.item_key is not null then 'cash'
            else 'offset'
        end as settlement_medium,
        settled.currency,
        (-settled.effect_amount)::decimal(18, 3) as settled_amount,
        (-settled.effect_amount_company)::decimal(18, 3) as settled_amount_company,
        settled.effect_date,
        coalesce(cash_documents.posting_date, settled.effect_date) as paid_date,
        settled.due_date,
        settled.document_date,
        settled.recorded_at,
        settled.source_table,
        settled.source_key,
        settled.load_id
    from settled
    left join {{ ref('cash_documents') }} as cash_documents on settled.counter_item_key = cash_documents.item_key
    left join open_items as counter_items on settled.counter_item_key = counter_items.item_key
)

select * from final
