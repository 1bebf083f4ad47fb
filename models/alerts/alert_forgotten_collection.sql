with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'forgotten_collection' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

-- goods that are delivered have an order, and a rule of their own
stages as (
    select * from {{ ref('fct_contract_milestones') }}
    where milestone_side = 'collection' and stage_net_amount > 0 and milestone_kind <> 'delivery'
),

billed as (
    select
        contract_milestone_key,
        sum(effect_amount) as invoiced_amount
    from {{ ref('fct_contract_milestone_effects') }}
    where measure = 'invoiced' and effect_date <= (select options.as_of_date from options)
    group by all
),

-- an invoice that names no contract, or a draft, may be the one that is missed, until the critical days are over
strays as (
    select
        invoices.*,
        records.party_key
    from {{ ref('int_stray_invoices') }} as invoices
    inner join {{ ref('dim_party_record') }} as records on invoices.customer_key = records.customer_key
    where invoices.ledger_side = 'receivable' and invoices.document_date <= (select options.as_of_date from options)
),

forgotten as (
    select
        stages.*,
        concat_ws(' ', contracts.contract_number, contracts.party_name) as subject_name,
        options.as_of_date,
        options.as_of_date - stages.performed_date as days_waiting
    from stages
    cross join rules
    cross join options
    inner join {{ ref('dim_contract') }} as contracts on stages.contract_key = contracts.contract_key
    left join {{ ref('dim_party_record') }} as records on stages.customer_key = records.customer_key
    left join billed on stages.contract_milestone_key = billed.contract_milestone_key
    where
        stages.performed_date <= options.as_of_date
        and coalesce(billed.invoiced_amount, 0) < stages.stage_net_amount / 2
        and not exists (
            select 1
            from strays
            where
                strays.company_key = stages.company_key
                and strays.party_key = records.party_key
                -- of its amount, or of what it lacks since its own invoice counts for a stage whose invoice is the stray
                and least(
                    abs(strays.work_net_amount - stages.stage_net_amount),
                    abs(strays.work_net_amount + billed.invoiced_amount - stages.stage_net_amount)
                ) <= 0.05
                and strays.document_date >= least(stages.performed_date, stages.planned_date) - 30
                and coalesce(strays.document_date <= stages.performed_date + rules.critical_days, true)
        )
        and not exists (
            -- a change that moves no money moves days or terms
            select 1
            from {{ ref('contract_changes') }} as changes
            where
                changes.contract_key = stages.contract_key
                and changes.net_amount = 0
                and changes.effective_date between stages.performed_date - 60 and stages.performed_date + 60
        )
),

found as (
    select
        rules.rule || '|' || forgotten.contract_milestone_key as finding_key,
        rules.rule,
        case when forgotten.days_waiting > rules.critical_days then 'critical' else 'warning' end as severity,
        'contract_milestone' as subject_type,
        forgotten.contract_milestone_key as subject_key,
        forgotten.subject_name,
        rules.owner,
        forgotten.gross_amount as stake_amount,
        forgotten.currency as stake_currency,
        json_object(
            'milestone', forgotten.milestone_number,
            'reached', forgotten.performed_date,
            'days', forgotten.days_waiting,
            'contract_key', forgotten.contract_key
        )::varchar as message_arguments,
        forgotten.company_key,
        forgotten.system,
        forgotten.source_table,
        forgotten.source_key,
        forgotten.as_of_date
    from forgotten
    cross join rules
    where forgotten.days_waiting >= rules.warning_days
),

final as (
    {{ as_findings('found') }}
)

select * from final
