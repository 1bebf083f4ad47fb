with

lines as (
    select * from {{ ref('int_open_item_lines') }}
),

open_items as (
    select * from {{ ref('open_items') }}
),

schedules as (
    select * from {{ ref('int_open_item_schedules') }}
),

-- an invoice that as a whole calls for what was held back
retention_invoices as (
    select item_key from {{ ref('invoices') }}
    where is_retention and item_key is not null
),

item_contracts as (
    select * from {{ ref('int_open_item_contracts') }}
    where contract_key is not null
),

-- the event on which a contract's retention falls due
events as (
    select
        contract_key,
        max(reached_date) as reached_date
    from {{ ref('contract_milestones') }}
    where milestone_kind = 'retention'
    group by contract_key
),

-- a document of one line may have several instalments (of the other sign): it is retention when all are
scheduled as (
    select
        lines.item_key,
        lines.instalment_number,
        bool_and(coalesce(schedules.instalment_kind = 'retention', false)) as is_retention,
        max(schedules.rescheduled_due_date) as rescheduled_due_date,
        max(schedules.original_document_due_date) as original_document_due_date
    from lines
    inner join schedules on lines.item_key = schedules.item_key
    where
        lines.line_type <> 'remainder'
        and (lines.line_type <> 'instalment' or lines.instalment_number = schedules.instalment_number)
    group by all
),

stated as (
    select
        lines.item_key,
        lines.instalment_number,
        lines.due_date,
        coalesce(scheduled.is_retention, false) or retention_invoices.item_key is not null as is_retention,
        scheduled.rescheduled_due_date,
        scheduled.original_document_due_date
    from lines
    left join scheduled
        on lines.item_key = scheduled.item_key and lines.instalment_number = scheduled.instalment_number
    left join retention_invoices on lines.item_key = retention_invoices.item_key
),

final as (
    select
        stated.item_key,
        stated.instalment_number,
        case when stated.is_retention then 'retention' else 'trade' end as line_class,
        -- until its event was reached; where nobody entered that, until the day on which it is due
        case
            when stated.is_retention
                then greatest(open_items.posting_date, coalesce(events.reached_date, stated.due_date, date '9999-12-31'))
        end as conditional_until_date,
        stated.rescheduled_due_date,
        stated.original_document_due_date
    from stated
    inner join open_items on stated.item_key = open_items.item_key
    left join item_contracts on stated.item_key = item_contracts.item_key
    left join events on item_contracts.contract_key = events.contract_key
    where stated.is_retention or stated.original_document_due_date is not null
)

select * from final
