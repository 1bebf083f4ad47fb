with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'begun_before_signature' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

contracts as (
    select * from {{ ref('dim_contract') }}
),

details as (
    select * from {{ ref('contracts') }}
),

first_work as (
    select
        documents.contract_key,
        min(documents.document_date) as begun_date,
        arg_min(documents.document_number, (documents.document_date, documents.document_number)) as document_number
    from {{ ref('int_contract_documents') }} as documents
    cross join options
    where
        not documents.is_advance
        and not documents.is_credit_note
        and documents.cancellation_date is null
        and documents.document_date <= options.as_of_date
    group by all
),

-- orders may be called from a framework agreement before the contract itself is signed
frameworks as (
    select
        tenders.tender_reference,
        bids.party_tax_number,
        {{ plain_name('bids.party_name') }} as plain_name,
        min(tenders.awarded_date) as awarded_date
    from {{ ref('tenders') }} as tenders
    inner join {{ ref('bids') }} as bids on tenders.tender_key = bids.tender_key
    where tenders.tender_kind = 'framework' and bids.is_winner
    group by all
),

early as (
    select
        contracts.*,
        details.gross_amount,
        first_work.begun_date,
        first_work.document_number,
        options.as_of_date,
        coalesce(contracts.signed_date, options.as_of_date) - first_work.begun_date as days_before
    from contracts
    cross join options
    inner join details on contracts.contract_key = details.contract_key
    inner join first_work on contracts.contract_key = first_work.contract_key
    where
        (contracts.signed_date is null or contracts.signed_date > first_work.begun_date)
        and not exists (
            select 1
            from frameworks
            where
                frameworks.tender_reference = details.tender_reference
                and frameworks.awarded_date <= first_work.begun_date
                and (
                    frameworks.party_tax_number = details.party_tax_number
                    or frameworks.plain_name = {{ plain_name('details.party_name') }}
                )
        )
),

found as (
    select
        rules.rule || '|' || early.contract_key as finding_key,
        rules.rule,
        case when early.days_before > rules.critical_days then 'critical' else 'warning' end as severity,
        'contract' as subject_type,
        early.contract_key as subject_key,
        concat_ws(' ', early.contract_number, early.party_name) as subject_name,
        rules.owner,
        early.gross_amount as stake_amount,
        early.currency as stake_currency,
        json_object(
            'document', early.document_number,
            'begun', early.begun_date,
            'signed', early.signed_date,
            'days', early.days_before
        )::varchar as message_arguments,
        early.company_key,
        early.system,
        early.source_table,
        early.source_key,
        early.as_of_date
    from early
    cross join rules
    where early.days_before > rules.warning_days
),

final as (
    {{ as_findings('found') }}
)

select * from final
