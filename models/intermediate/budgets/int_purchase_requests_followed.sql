with

requests as (
    select * from {{ ref('purchase_requests') }}
    where company_key is not null and approved_date is not null
),

contracts as (
    select * from {{ ref('contracts') }}
    where contract_side = 'purchase' and company_key is not null
),

orders as (
    select
        *,
        {{ reference_of('document_number') }} as order_reference
    from {{ ref('orders') }}
    where order_side = 'purchase' and company_key is not null and document_status <> 'draft'
),

contract_names as (
    select * from {{ ref('int_contract_names') }}
    where contract_side = 'purchase' and contract_count = 1
),

order_names as (
    select
        company_key,
        order_reference,
        min(order_key) as order_key
    from orders
    group by all
    having count(*) = 1
),

named as (
    select
        requests.*,
        order_names.order_key,
        contract_names.contract_key
    from requests
    left join order_names using (company_key, order_reference)
    left join contract_names using (company_key, contract_reference)
),

-- nobody wrote down what came of it: a contract of the same title and begin
titled as (
    select
        named.purchase_request_key,
        contracts.contract_key
    from named
    inner join contracts
        on
            named.company_key = contracts.company_key
            and named.currency = contracts.currency
            and named.request_title = contracts.contract_title
            and named.needed_date = contracts.begin_date
    where named.order_key is null and named.contract_key is null
    qualify
        count(*) over (partition by named.purchase_request_key) = 1
        and count(*) over (partition by contracts.contract_key) = 1
),

-- or an order of the same amount, made soon after
priced as (
    select
        named.purchase_request_key,
        orders.order_key
    from named
    inner join orders
        on
            named.company_key = orders.company_key
            and named.currency = orders.currency
            and coalesce(named.estimated_gross_amount, named.estimated_net_amount)
            = case when named.estimated_gross_amount is null then orders.net_amount else orders.gross_amount end
    where
        named.order_key is null
        and named.contract_key is null
        and orders.order_key not in (select numbered.order_key from named as numbered where numbered.order_key is not null)
        and orders.order_date between named.approved_date and named.approved_date + 90
    qualify
        count(*) over (partition by named.purchase_request_key) = 1
        and count(*) over (partition by orders.order_key) = 1
),

final as (
    select
        named.purchase_request_key,
        coalesce(named.contract_key, titled.contract_key) as contract_key,
        coalesce(named.order_key, priced.order_key) as order_key,
        case
            when coalesce(named.order_key, named.contract_key) is not null then 'number'
            when titled.contract_key is not null then 'title'
            when priced.order_key is not null then 'amount'
        end as followed_by
    from named
    left join titled on named.purchase_request_key = titled.purchase_request_key
    left join priced on named.purchase_request_key = priced.purchase_request_key
)

select * from final
