with

contracts as (
    select * from {{ ref('contracts') }}
    where company_key is not null
),

stages as (
    select * from {{ ref('int_contract_stages') }}
),

changes as (
    select * from {{ ref('contract_changes') }}
),

orders as (
    select * from {{ ref('int_contract_documents') }}
    where document_class = 'order' and posting_date is not null
),

change_bills as (
    select * from {{ ref('int_contract_change_bills') }}
),

final as (
    select
        'contract|' || contract_key as contract_line_key,
        contract_key,
        'contract' as line_kind,
        null::integer as line_number,
        contract_title as line_title,
        null as contract_milestone_key,
        null as contract_change_key,
        null as order_line_key,
        contract_number as document_number,
        currency,
        null::decimal(18, 3) as line_net_amount,
        null::date as line_date,
        recorded_at,
        system,
        source_table,
        source_key,
        load_id
    from contracts
    union all by name
    -- what is ordered under a contract is done by order; its stages then say only when is paid
    select
        'stage|' || stages.contract_milestone_key as contract_line_key,
        stages.contract_key,
        'stage' as line_kind,
        stages.milestone_number as line_number,
        stages.milestone_kind as line_title,
        stages.contract_milestone_key,
        contracts.contract_number as document_number,
        stages.currency,
        stages.stage_net_amount as line_net_amount,
        contracts.signed_date as line_date,
        stages.recorded_at,
        stages.system,
        stages.source_table,
        stages.source_key,
        stages.load_id
    from stages
    inner join contracts on stages.contract_key = contracts.contract_key
    where stages.contract_key not in (select orders.contract_key from orders)
    union all by name
    select
        'change|' || changes.contract_change_key as contract_line_key,
        changes.contract_key,
        'change' as line_kind,
        row_number() over (
            partition by changes.contract_key order by changes.applied_date, changes.contract_change_key
        )::integer as line_number,
        changes.change_reason as line_title,
        changes.contract_change_key,
        changes.change_number as document_number,
        contracts.currency,
        changes.net_amount as line_net_amount,
        changes.effective_date as line_date,
        changes.recorded_at,
        changes.system,
        changes.source_table,
        changes.source_key,
        changes.load_id
    from changes
    inner join contracts on changes.contract_key = contracts.contract_key
    where
        changes.net_amount <> 0
        and changes.currency = contracts.currency
        -- what a frame is worth more is ordered like the rest of it, unless it is billed apart
        and (
            changes.contract_key not in (select orders.contract_key from orders)
            or changes.contract_change_key in (select bills.contract_change_key from change_bills as bills)
        )
    union all by name
    select * from {{ ref('int_contract_order_lines') }}
)

select * from final
