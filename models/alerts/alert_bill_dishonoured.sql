with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'bill_dishonoured' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

bills as (
    select * from {{ ref('bills') }}
    where company_key is not null
),

customers as (
    select * from {{ ref('dim_customer') }}
),

suppliers as (
    select * from {{ ref('dim_supplier') }}
),

events as (
    select
        bill_events.bill_key,
        min(bill_events.event_date) filter (bill_events.event_type = 'dishonoured') as returned_date,
        bool_or(bill_events.event_type = 'endorsed') as is_endorsed,
        bool_or(bill_events.event_type = 'discounted') as is_discounted,
        bool_or(bill_events.event_type in ('collected', 'paid')) as is_paid
    from {{ ref('bill_events') }} as bill_events
    cross join options
    where bill_events.event_date <= options.as_of_date
    group by all
),

-- sent back, or still in our hands long after it was to be paid
unpaid as (
    select
        bills.*,
        options.as_of_date,
        events.returned_date,
        case
            when events.is_endorsed then 'endorsed'
            when events.is_discounted then 'discounted'
            else 'held'
        end as bill_state
    from bills
    inner join events on bills.bill_key = events.bill_key
    cross join options
    cross join rules
    where
        events.returned_date is not null
        or (
            bills.bill_side = 'received'
            and not (events.is_paid or events.is_endorsed or events.is_discounted)
            and options.as_of_date - bills.maturity_date > rules.warning_days
        )
),

found as (
    select
        rules.rule || '|' || unpaid.bill_key as finding_key,
        rules.rule,
        'critical' as severity,
        case when unpaid.returned_date is null then 'bill_held' else 'bill' end as subject_type,
        unpaid.bill_key as subject_key,
        concat_ws(' ', unpaid.bill_number, coalesce(customers.customer_name, suppliers.supplier_name)) as subject_name,
        rules.owner,
        unpaid.bill_amount as stake_amount,
        unpaid.currency as stake_currency,
        json_object(
            'matured', unpaid.maturity_date,
            'returned', unpaid.returned_date,
            'acceptor', coalesce(unpaid.acceptor_name, '–'),
            'bill_state', unpaid.bill_state
        )::varchar as message_arguments,
        unpaid.company_key,
        unpaid.system,
        unpaid.source_table,
        unpaid.source_key,
        unpaid.as_of_date
    from unpaid
    left join customers on unpaid.customer_key = customers.customer_key
    left join suppliers on unpaid.supplier_key = suppliers.supplier_key
    cross join rules
),

final as (
    {{ as_findings('found') }}
)

select * from final
