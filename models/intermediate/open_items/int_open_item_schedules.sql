with

instalments as (
    select * from {{ ref('open_item_instalments') }}
),

open_items as (
    select * from {{ ref('open_items') }}
),

item_contracts as (
    select * from {{ ref('int_open_item_contracts') }}
),

contracts as (
    select * from {{ ref('contracts') }}
),

parties as (
    select
        customer_key as party_key,
        'receivable' as ledger_side,
        payment_terms_days
    from {{ ref('customers') }}
    union all
    select
        supplier_key as party_key,
        'payable' as ledger_side,
        payment_terms_days
    from {{ ref('suppliers') }}
),

-- what was entered again after its document: the day that the agreement gives, else what was landed first
changed as (
    select
        instalments.instalment_key,
        coalesce(
            case when instalments.first_due_date <> instalments.due_date then instalments.first_due_date end,
            open_items.document_date + coalesce(contracts.payment_terms_days, parties.payment_terms_days)
        ) as original_due_date
    from instalments
    inner join open_items on instalments.item_key = open_items.item_key
    left join item_contracts on instalments.item_key = item_contracts.item_key
    left join contracts on item_contracts.contract_key = contracts.contract_key
    left join parties
        on
            open_items.system || '|' || open_items.party_id = parties.party_key
            and open_items.ledger_side = parties.ledger_side
    where
        instalments.instalment_kind is distinct from 'retention'
        and instalments.changed_at > open_items.recorded_at + interval 1 day
),

final as (
    select
        instalments.* replace (coalesce(changed.original_due_date, instalments.due_date) as due_date),
        case when changed.original_due_date <> instalments.due_date then instalments.due_date end
            as rescheduled_due_date
    from instalments
    left join changed on instalments.instalment_key = changed.instalment_key
)

select
    *,
    -- of a document of which an instalment was rescheduled; of others the document says it
    case when count(rescheduled_due_date) over (partition by item_key) > 0 then max(due_date) over (partition by item_key)
    end as original_document_due_date
from final
