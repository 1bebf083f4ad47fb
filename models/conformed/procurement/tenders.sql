with

tenders as (
    select * from {{ union_kinds('tenders') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        tenders.tender_key,
        tenders.system,
        tenders.tender_id,
        tenders.company_id,
        source_companies.company_key,
        tenders.department_key,
        tenders.owner_employee_key,
        tenders.approval_request_key,
        tenders.tender_number,
        tenders.tender_reference,
        tenders.tender_title,
        tenders.tender_kind,
        tenders.tender_category,
        tenders.tender_status,
        tenders.currency,
        {{ round_money('tenders.budget_amount', 'currencies.minor_digits') }} as budget_amount,
        tenders.published_date,
        tenders.opening_date,
        tenders.evaluated_date,
        tenders.awarded_date,
        tenders.cancellation_date,
        tenders.recorded_at,
        tenders.changed_at,
        tenders.source_table,
        tenders.source_key,
        tenders.load_id
    from tenders
    left join source_companies
        on tenders.system = source_companies.system and tenders.company_id = source_companies.company_id
    left join currencies on tenders.currency = currencies.currency
)

select * from final
