with

changes as (
    select * from {{ ref('contract_changes') }}
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
    cross join lateral (
        select
            case when effective_date is not null then 'changed' else 'change_' || change_status end as event_kind,
            coalesce(effective_date, refused_date) as event_date
    ) as decision
    where event_date is not null
),

final as (
    select * from change_requests
    union all by name
    select * from change_decisions
)

select * from final
