with

orders as (
    select
        'order|' || orders.order_key as commitment_key,
        'order' as budget_stage,
        orders.order_key as document_key,
        paths.path_key,
        orders.company_key,
        orders.department_key,
        orders.employee_key,
        orders.supplier_key,
        orders.project_code,
        subject_accounts.product_key,
        subject_accounts.account_key,
        subject_accounts.account_basis,
        orders.currency,
        coalesce(orders.approved_date, orders.order_date) as opened_date,
        orders.promised_date as expected_date
    from {{ ref('orders') }} as orders
    inner join {{ ref('int_purchase_paths') }} as paths
        on orders.order_key = paths.document_key and paths.document_class = 'order'
    left join {{ ref('int_purchase_accounts') }} as subject_accounts on orders.order_key = subject_accounts.order_key
),

contracts as (
    select
        'contract|' || contracts.contract_key as commitment_key,
        'contract' as budget_stage,
        contracts.contract_key as document_key,
        'contract|' || contracts.contract_key as path_key,
        contracts.company_key,
        contracts.department_key,
        contracts.owner_employee_key as employee_key,
        parties.supplier_key,
        contracts.project_code,
        null::varchar as product_key,
        subject_accounts.account_key,
        subject_accounts.account_basis,
        contracts.currency,
        contracts.signed_date as opened_date,
        contracts.end_date as expected_date
    from {{ ref('contracts') }} as contracts
    inner join {{ ref('int_contract_accounts') }} as subject_accounts
        on contracts.contract_key = subject_accounts.contract_key
    left join {{ ref('int_contract_parties') }} as parties on contracts.contract_key = parties.contract_key
),

requests as (
    select
        'request|' || requests.purchase_request_key as commitment_key,
        'request' as budget_stage,
        requests.purchase_request_key as document_key,
        coalesce(
            'contract|' || followed.contract_key, orders.path_key, 'request|' || requests.purchase_request_key
        ) as path_key,
        requests.company_key,
        requests.department_key,
        requests.applicant_employee_key as employee_key,
        coalesce(orders.supplier_key, contracts.supplier_key) as supplier_key,
        coalesce(requests.project_code, orders.project_code, contracts.project_code) as project_code,
        requests.product_key,
        -- nothing has come of it yet: as most that its department asks for
        coalesce(
            orders.account_key,
            contracts.account_key,
            mode(
                coalesce(orders.account_key, contracts.account_key)
                order by coalesce(orders.account_key, contracts.account_key)
            ) over (partition by requests.company_key, requests.department_key)
        ) as account_key,
        coalesce(orders.account_basis, contracts.account_basis, 'estimated') as account_basis,
        requests.currency,
        requests.approved_date as opened_date,
        requests.needed_date as expected_date
    from {{ ref('purchase_requests') }} as requests
    inner join {{ ref('int_purchase_requests_followed') }} as followed
        on requests.purchase_request_key = followed.purchase_request_key
    left join orders on followed.order_key = orders.document_key
    left join contracts on followed.contract_key = contracts.document_key
),

journeys as (
    select * from {{ ref('int_journey_commitments') }}
),

final as (
    select * from orders
    union all by name
    select * from contracts
    union all by name
    select * from requests
    union all by name
    select * from journeys
)

select * from final
