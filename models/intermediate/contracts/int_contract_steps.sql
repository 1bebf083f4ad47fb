with

contracts as (
    select * from {{ ref('contracts') }}
),

changes as (
    select * from {{ ref('contract_changes') }}
),

settlements as (
    select * from {{ ref('contract_settlements') }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

signatures as (
    select
        contract_key || '#signed' as contract_event_key,
        contract_key,
        'signed' as event_kind,
        signed_date as event_date,
        net_amount,
        tax_amount,
        gross_amount,
        recorded_at,
        source_table,
        source_key,
        load_id
    from contracts
    where signed_date is not null
),

endings as (
    select
        contract_key || '#' || ending.event_kind as contract_event_key,
        contract_key,
        ending.event_kind,
        ending.event_date,
        changed_at as recorded_at,
        source_table,
        source_key,
        load_id
    from contracts
    cross join lateral (
        values ('finished', finished_date), ('closed', closed_date), ('terminated', termination_date)
    ) as ending (event_kind, event_date)
    where ending.event_date is not null
),

-- asked for, and until it is decided pending; what is decided takes the pending amount away again
change_requests as (
    select
        contract_change_key || '#change_requested' as contract_event_key,
        contract_key,
        contract_change_key,
        'change_requested' as event_kind,
        applied_date as event_date,
        net_amount as pending_net_amount,
        gross_amount as pending_gross_amount,
        recorded_at,
        source_table,
        source_key,
        load_id
    from changes
    where applied_date is not null
),

change_decisions as (
    select
        contract_change_key || '#' || event_kind as contract_event_key,
        contract_key,
        contract_change_key,
        event_kind,
        event_date,
        case when event_kind = 'changed' then net_amount end as net_amount,
        case when event_kind = 'changed' then tax_amount end as tax_amount,
        case when event_kind = 'changed' then gross_amount end as gross_amount,
        case when applied_date is not null then -net_amount end as pending_net_amount,
        case when applied_date is not null then -gross_amount end as pending_gross_amount,
        changed_at as recorded_at,
        source_table,
        source_key,
        load_id
    from changes
    cross join options
    cross join lateral (
        select
            case when effective_date is not null then 'changed' else 'change_' || change_status end as event_kind,
            coalesce(effective_date, greatest({{ day_of('changed_at', 'options.time_zone') }}, applied_date)) as event_date
    ) as decision
    where effective_date is not null or change_status in ('rejected', 'withdrawn')
),

settlement_steps as (
    select
        contract_settlement_key || '#' || step.event_kind as contract_event_key,
        contract_key,
        step.event_kind,
        step.event_date,
        step.settlement_gross_amount,
        recorded_at,
        source_table,
        source_key,
        load_id
    from settlements
    cross join lateral (
        values
        ('settlement_submitted', submitted_date, submitted_gross_amount),
        ('settlement_audited', audited_date, audited_gross_amount)
    ) as step (event_kind, event_date, settlement_gross_amount)
    where step.event_date is not null
),

final as (
    select * from signatures
    union all by name
    select * from endings
    union all by name
    select * from change_requests
    union all by name
    select * from change_decisions
    union all by name
    select * from settlement_steps
)

select * from final
