with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'unapproved_change' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

contracts as (
    select * from {{ ref('dim_contract') }}
),

changes as (
    select * from {{ ref('contract_changes') }}
    where change_status in ('in_approval', 'rejected', 'withdrawn')
),

-- billed apart from any order, to the cent; a bill to the contract's party that names no contract may be it
bills as (
    select
        contract_key,
        document_date,
        document_number,
        currency,
        case when is_credit_note then -net_amount else net_amount end as net_amount
    from {{ ref('int_contract_documents') }}
    where document_class = 'invoice' and not has_order and not is_advance and cancellation_date is null
    union all
    select
        contracts.contract_key,
        strays.document_date,
        strays.document_number,
        strays.currency,
        strays.work_net_amount as net_amount
    from {{ ref('int_stray_invoices') }} as strays
    inner join contracts
        on
            strays.company_key = contracts.company_key
            and coalesce(strays.customer_key, strays.supplier_key)
            = coalesce(contracts.customer_key, contracts.supplier_key)
    where strays.order_key is null and strays.document_kind = 'invoice'
),

performed as (
    select
        changes.contract_change_key,
        min(bills.document_date) as billed_date,
        arg_min(bills.document_number, (bills.document_date, bills.document_number)) as document_number
    from changes
    cross join options
    inner join bills
        on
            changes.contract_key = bills.contract_key
            and changes.currency = bills.currency
            and changes.net_amount = bills.net_amount
            and changes.applied_date <= bills.document_date
    where bills.document_date <= options.as_of_date
    group by all
),

found as (
    select
        rules.rule || '|' || changes.contract_change_key as finding_key,
        rules.rule,
        case when changes.change_status = 'in_approval' then 'warning' else 'critical' end as severity,
        'contract_change' as subject_type,
        changes.contract_change_key as subject_key,
        concat_ws(' ', contracts.contract_number, contracts.party_name) as subject_name,
        rules.owner,
        abs(changes.gross_amount) as stake_amount,
        changes.currency as stake_currency,
        json_object(
            'change', changes.change_number,
            'document', performed.document_number,
            'billed', performed.billed_date,
            'change_status', changes.change_status,
            'contract_key', changes.contract_key
        )::varchar as message_arguments,
        contracts.company_key,
        changes.system,
        changes.source_table,
        changes.source_key,
        options.as_of_date
    from performed
    inner join changes on performed.contract_change_key = changes.contract_change_key
    inner join contracts on changes.contract_key = contracts.contract_key
    cross join options
    cross join rules
),

final as (
    {{ as_findings('found') }}
)

select * from final
