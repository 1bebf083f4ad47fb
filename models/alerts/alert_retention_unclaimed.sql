with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'retention_unclaimed' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

-- by contract; an invoice that names none stands for itself
retentions as (
    select
        *,
        coalesce(contract_key, item_key) as claim_key
    from {{ ref('fct_receivable_effects') }}
    where line_class = 'retention'
),

claims as (
    select
        retentions.claim_key,
        retentions.contract_key,
        retentions.company_key,
        retentions.customer_key,
        retentions.currency,
        max(retentions.due_date) as due_date,
        sum(retentions.effect_amount) filter (retentions.effect_class = 'billing') as retained_amount,
        min(retentions.effect_date) filter (retentions.effect_class in ('allocation', 'cash')) as settled_date
    from retentions
    inner join options on retentions.effect_date <= options.as_of_date
    group by all
    having sum(retentions.effect_amount) filter (retentions.effect_class = 'billing') > 0
),

-- somebody asked for it, or it is disputed
asked as (
    select
        item_key,
        instalment_number,
        promise_date as asked_date
    from {{ ref('fct_payment_promises') }}
    union all
    select
        item_key,
        null as instalment_number,
        open_date as asked_date
    from {{ ref('fct_disputes') }}
),

found as (
    select
        rules.rule || '|' || claims.claim_key as finding_key,
        rules.rule,
        if(claims.settled_date is null, 'critical', 'warning') as severity,
        if(claims.settled_date is null, 'retention', 'retention_since_paid') as subject_type,
        claims.claim_key as subject_key,
        concat_ws(' ', coalesce(contracts.contract_number, items.document_number), customers.customer_name)
            as subject_name,
        rules.owner,
        claims.retained_amount as stake_amount,
        claims.currency as stake_currency,
        json_object('due', claims.due_date, 'contract_key', claims.contract_key)::varchar as message_arguments,
        claims.company_key,
        coalesce(contracts.system, items.system) as system, -- noqa: RF04
        coalesce(contracts.source_table, items.source_table) as source_table,
        coalesce(contracts.source_key, items.source_key) as source_key,
        options.as_of_date
    from claims
    cross join options
    cross join rules
    left join {{ ref('dim_contract') }} as contracts on claims.contract_key = contracts.contract_key
    left join {{ ref('open_items') }} as items on claims.claim_key = items.item_key
    inner join {{ ref('dim_customer') }} as customers on claims.customer_key = customers.customer_key
    where
        claims.due_date + rules.warning_days <= options.as_of_date
        -- what belongs to no contract for certain may be part of one that was paid
        and (
            claims.contract_key is not null or (items.contract_reference is null and claims.settled_date is null)
        )
        and coalesce(claims.settled_date > claims.due_date + rules.warning_days, true)
        and not exists (
            select 1
            from asked
            inner join retentions
                on
                    asked.item_key = retentions.item_key
                    and coalesce(asked.instalment_number = retentions.instalment_number, true)
            where
                retentions.claim_key = claims.claim_key
                and asked.asked_date <= claims.due_date + rules.warning_days
                and (asked.instalment_number is not null or asked.asked_date >= claims.due_date)
        )
        -- a change without an amount changes terms: the warranty was extended
        and not exists (
            select 1
            from {{ ref('contract_changes') }} as agreed
            where
                agreed.contract_key = claims.contract_key
                and coalesce(agreed.net_amount, 0) = 0
                and agreed.approved_date between claims.due_date - 365 and claims.due_date
        )
),

final as (
    {{ as_findings('found') }}
)

select * from final
