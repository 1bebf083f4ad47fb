with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'credit_limit_conflict' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

-- one tax number is one party
customers as (
    select
        *,
        {{ reference_of('tax_number') }} as party_reference
    from {{ ref('customers') }}
    where credit_limit_amount is not null
),

-- with whom it has most documents; where there is none, the parent sets the limits
dealings as (
    select
        customers.system,
        customers.party_reference,
        open_items.company_key,
        count(*) as document_count
    from customers
    inner join {{ ref('open_items') }} as open_items
        on customers.system = open_items.system and customers.customer_id = open_items.party_id
    where open_items.ledger_side = 'receivable'
    group by all
),

companies as (
    select
        system,
        party_reference,
        arg_max(company_key, (document_count, company_key)) as company_key
    from dealings
    group by all
),

-- the newest record names the finding
conflicts as (
    select
        system,
        party_reference,
        arg_max(customer_key, (load_id, length(customer_id), customer_id)) as customer_key,
        string_agg(
            customer_id || ': ' || credit_limit_amount::decimal(18, 2) || ' ' || coalesce(credit_limit_currency, ''),
            ', ' order by length(customer_id), customer_id
        ) as limits
    from customers
    where party_reference is not null
    group by all
    having count(distinct credit_limit_amount || ' ' || coalesce(credit_limit_currency, '')) > 1
),

found as (
    select
        rules.rule || '|' || conflicts.system || '|' || conflicts.party_reference as finding_key,
        rules.rule,
        'warning' as severity,
        'customer' as subject_type,
        customers.customer_key as subject_key,
        customers.customer_name as subject_name,
        rules.owner,
        customers.credit_limit_amount as stake_amount,
        customers.credit_limit_currency as stake_currency,
        json_object('limits', conflicts.limits)::varchar as message_arguments,
        coalesce(companies.company_key, parents.company_key) as company_key,
        customers.system,
        customers.source_table,
        customers.source_key,
        options.as_of_date
    from conflicts
    left join companies
        on conflicts.system = companies.system and conflicts.party_reference = companies.party_reference
    inner join customers on conflicts.customer_key = customers.customer_key
    cross join options
    cross join rules
    cross join (select arg_min(company_key, (company_level, company_key)) as company_key from {{ ref('dim_company') }})
        as parents
),

final as (
    {{ as_findings('found') }}
)

select * from final
