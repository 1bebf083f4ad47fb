with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'paid_beyond_performance' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

effects as (
    select payable_effects.*
    from {{ ref('fct_payable_effects') }} as payable_effects
    cross join options
    where payable_effects.contract_key is not null and payable_effects.effect_date <= options.as_of_date
),

items as (
    select
        contract_key,
        item_key,
        currency,
        any_value(document_number) as document_number,
        min(effect_date) as posting_date,
        -sum(effect_amount) as unapplied_amount,
        bool_or(effect_class = 'billing') as is_bill
    from effects
    group by all
),

payments as (
    select * from items
    where not is_bill and unapplied_amount > 0
),

-- what could have been paid on that day: bills that were open, and an advance that was due
open_bills as (
    select
        payments.item_key,
        sum(effects.effect_amount) as open_amount
    from payments
    inner join items on payments.contract_key = items.contract_key and payments.currency = items.currency
    inner join effects on items.item_key = effects.item_key
    where items.is_bill and effects.effect_date <= payments.posting_date
    group by all
),

due_advances as (
    select
        payments.item_key,
        sum(milestones.gross_amount) as due_amount
    from payments
    inner join {{ ref('fct_contract_milestones') }} as milestones
        on payments.contract_key = milestones.contract_key and payments.currency = milestones.currency
    where
        milestones.milestone_kind = 'advance'
        and coalesce(milestones.reached_date, milestones.planned_date) <= payments.posting_date
        and (milestones.settled_date is null or milestones.settled_date > payments.posting_date)
    group by all
),

beyond as (
    select
        payments.*,
        contracts.contract_number,
        contracts.party_name,
        contracts.company_key,
        payments.unapplied_amount
        - greatest(coalesce(open_bills.open_amount, 0), 0)
        - coalesce(due_advances.due_amount, 0) as excess_amount
    from payments
    inner join {{ ref('dim_contract') }} as contracts on payments.contract_key = contracts.contract_key
    left join open_bills on payments.item_key = open_bills.item_key
    left join due_advances on payments.item_key = due_advances.item_key
),

found as (
    select
        rules.rule || '|' || beyond.item_key as finding_key,
        rules.rule,
        'critical' as severity,
        'payment' as subject_type,
        beyond.item_key as subject_key,
        concat_ws(' ', beyond.contract_number, beyond.party_name) as subject_name,
        rules.owner,
        beyond.excess_amount as stake_amount,
        beyond.currency as stake_currency,
        json_object(
            'document', beyond.document_number,
            'paid', beyond.posting_date,
            'contract_key', beyond.contract_key
        )::varchar as message_arguments,
        beyond.company_key,
        open_items.system,
        open_items.source_table,
        open_items.source_key,
        options.as_of_date
    from beyond
    inner join {{ ref('open_items') }} as open_items on beyond.item_key = open_items.item_key
    cross join options
    cross join rules
    where beyond.excess_amount > coalesce(rules.minimum_amount, 0)
),

final as (
    {{ as_findings('found') }}
)

select * from final
