with

rules as (
    select * from {{ ref('budget_rules') }}
),

followed as (
    select * from {{ ref('int_purchase_requests_followed') }}
),

requests as (
    select
        requests.purchase_request_key,
        requests.approved_date,
        coalesce('contract|' || followed.contract_key, 'order|' || followed.order_key) as successor_key,
        coalesce(requests.estimated_net_amount, requests.estimated_gross_amount) as stated_amount,
        requests.estimated_net_amount is null as is_with_tax,
        least(requests.cancellation_date, requests.approved_date + rules.request_lapse_days) as ended_date,
        case
            when requests.cancellation_date <= requests.approved_date + rules.request_lapse_days then 'released'
            else 'lapsed'
        end as end_kind
    from {{ ref('purchase_requests') }} as requests
    cross join rules
    inner join followed on requests.purchase_request_key = followed.purchase_request_key
),

successors as (
    select * from {{ ref('int_request_successors') }}
),

-- what is asked for with tax is worth what it is without, as soon as its successor says how much of it is tax
worths as (
    select
        requests.*,
        case
            when requests.is_with_tax and successors.gross_amount > 0
                then {{ share_of_money('requests.stated_amount', 'successors.net_amount', 'successors.gross_amount', '2') }}
            else requests.stated_amount
        end as net_amount
    from requests
    left join successors on requests.successor_key = successors.successor_key and successors.is_whole
),

replaced as (
    select
        worths.purchase_request_key,
        'replaced' as step_kind,
        successors.document_class,
        successors.document_key,
        greatest(successors.step_date, worths.approved_date) as step_date,
        2 as step_order,
        0 as value_amount,
        case when successors.is_whole then worths.net_amount else successors.net_amount end as taken_amount
    from worths
    inner join successors on worths.successor_key = successors.successor_key
),

keyed as (
    select
        * exclude (purchase_request_key),
        'request|' || purchase_request_key as commitment_key,
        document_class || '|' || document_key as step_key,
        step_kind in ('released', 'lapsed') as is_end
    from (
        select
            purchase_request_key,
            'committed' as step_kind,
            'request' as document_class,
            purchase_request_key as document_key,
            approved_date as step_date,
            1 as step_order,
            net_amount as value_amount,
            0 as taken_amount
        from worths
        union all
        select * from replaced
        union all
        select
            purchase_request_key,
            end_kind as step_kind,
            'request' as document_class,
            purchase_request_key as document_key,
            ended_date as step_date,
            9 as step_order,
            0 as value_amount,
            0 as taken_amount
        from worths
    )
),

final as (
    {{ commitment_moves('keyed') }}
)

select * from final
