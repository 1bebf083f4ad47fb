with

contracts as (
    select * from {{ ref('contracts') }}
),

settlements as (
    select * from {{ ref('contract_settlements') }}
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
        -- the row was entered when the contract was asked for: its signature was known on its day at the earliest
        if(recorded_at < signed_date, signed_date::timestamp, recorded_at) as recorded_at,
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

settlement_steps as (
    select
        contract_settlement_key || '#' || step.event_kind as contract_event_key,
        contract_key,
        step.event_kind,
        step.event_date,
        step.settlement_gross_amount,
        step.recorded_at,
        source_table,
        source_key,
        load_id
    from settlements
    cross join lateral (
        values
        ('settlement_submitted', submitted_date, submitted_gross_amount, recorded_at),
        ('settlement_audited', audited_date, audited_gross_amount, changed_at)
    ) as step (event_kind, event_date, settlement_gross_amount, recorded_at)
    where step.event_date is not null
),

final as (
    select * from signatures
    union all by name
    select * from endings
    union all by name
    select * from settlement_steps
)

select * from final
