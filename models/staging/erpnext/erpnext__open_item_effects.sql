with

entries as (
    select
        *,
        target_item_id <> item_id as has_target,
        allocated_on > posting_date as is_early
    from {{ ref('erpnext__payment_ledger_targets') }}
),

terms as (
    select * from {{ ref('erpnext__payment_terms_settled') }}
),

own_effects as (
    select
        *,
        payment_ledger_entry_id as effect_id,
        item_id as affected_item_id,
        posting_date as effect_date,
        case when voucher_type = 'Payment Entry' or (is_invoice and amount < 0) then 'payment' else 'document' end
            as effect_type,
        amount as effect_amount,
        amount_company as effect_amount_company
    from entries
    where not has_target or is_early
),

transfers as (
    select
        *,
        payment_ledger_entry_id || ':from' as effect_id,
        item_id as affected_item_id,
        allocated_on as effect_date,
        'allocation' as effect_type,
        -amount as effect_amount,
        -amount_company as effect_amount_company
    from entries
    where has_target and is_early
),

settlements as (
    select
        entries.*,
        entries.payment_ledger_entry_id || coalesce(':' || terms.payment_entry_reference_id, '') as effect_id,
        entries.target_item_id as affected_item_id,
        entries.allocated_on as effect_date,
        case
            when entries.is_early then 'allocation'
            when entries.voucher_type = 'Payment Entry' then 'payment'
            when entries.is_return then 'credit_note'
            when entries.amount = 0 then 'exchange_difference'
            else 'journal'
        end as effect_type,
        coalesce(-terms.allocated_amount, entries.amount) as effect_amount,
        -- the carrying amount is shared among the named instalments, the last one taking the rounding
        coalesce({{ next_share_of_money(
            'entries.amount_company', 'terms.allocated_amount', 'terms.allocated_to_here_amount',
            'terms.payment_allocated_amount', 2
        ) }}, entries.amount_company) as effect_amount_company,
        terms.instalment_number
    from entries
    left join terms
        on
            entries.system = terms.system
            and entries.voucher_type = 'Payment Entry'
            and entries.voucher_number = terms.payment_entry_id
            and entries.system || '|' || entries.target_item_id = terms.item_key
            and entries.amount = -terms.payment_allocated_amount
    where entries.has_target
),

effects as (
    select * from own_effects
    union all by name
    select * from transfers
    union all by name
    select * from settlements
),

final as (
    select
        system || '|' || effect_id || case when affected_item_id = item_id then '' else ':to' end as effect_key,
        system || '|' || affected_item_id as item_key,
        effect_type,
        case
            when effect_type = 'allocation' then 'allocation'
            when effect_type = 'exchange_difference' then 'adjustment'
            -- also what was paid at the till
            when effect_type = 'payment' and is_invoice then 'cash'
            else voucher_class
        end as effect_class,
        effect_date,
        effect_amount,
        effect_amount_company,
        instalment_number,
        voucher_type as counter_document_type,
        voucher_number as counter_document_number,
        created_at as recorded_at,
        'tabPayment Ledger Entry' as source_table,
        payment_ledger_entry_id as source_key,
        load_id
    from effects
)

select * from final
