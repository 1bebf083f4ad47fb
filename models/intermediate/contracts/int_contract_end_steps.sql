with

contracts as (
    select * from {{ ref('contracts') }}
),

endings as (
    select
        contract_key,
        effect_date,
        document_type,
        sum(effect_amount)::decimal(18, 3) as net_amount
    from {{ ref('int_contract_line_endings') }}
    group by all
    having sum(effect_amount) <> 0
),

settlements as (
    select
        contract_key,
        arg_max(audited_gross_amount, (audited_date, contract_settlement_key)) as audited_gross_amount
    from {{ ref('contract_settlements') }}
    where audited_date is not null and audited_gross_amount is not null
    group by all
),

-- what was signed and changed, whatever became of it
worths as (
    select
        contract_key,
        coalesce(sum(net_amount), 0)::decimal(18, 3) as net_amount,
        coalesce(sum(gross_amount), 0)::decimal(18, 3) as gross_amount
    from (
        select * from {{ ref('int_contract_steps') }}
        union all by name
        select * from {{ ref('int_contract_change_steps') }}
    )
    group by all
),

reached as (
    select
        endings.*,
        worths.net_amount as worth_net_amount,
        worths.gross_amount as worth_gross_amount,
        (worths.net_amount + sum(endings.net_amount) over (
            partition by endings.contract_key
            order by endings.effect_date, endings.document_type
            rows between unbounded preceding and current row
        ))::decimal(18, 3) as net_to_here
    from endings
    inner join worths on endings.contract_key = worths.contract_key
),

-- with tax: what the settlement says; else as much of the whole as is left of it without tax
grossed as (
    select
        reached.*,
        case
            when reached.document_type = 'settlement' then settlements.audited_gross_amount
            when reached.worth_net_amount = 0 then reached.worth_gross_amount
            else
                {{ share_of_money(
                    'reached.worth_gross_amount', 'reached.net_to_here', 'reached.worth_net_amount',
                    'currencies.minor_digits'
                ) }}
        end as gross_to_here
    from reached
    inner join contracts on reached.contract_key = contracts.contract_key
    left join settlements on reached.contract_key = settlements.contract_key
    left join {{ ref('currencies') }} as currencies on contracts.currency = currencies.currency
),

stepped as (
    select
        *,
        gross_to_here - coalesce(lag(gross_to_here) over (
            partition by contract_key order by effect_date, document_type
        ), worth_gross_amount) as gross_amount
    from grossed
),

final as (
    select
        concat_ws('#', stepped.contract_key, stepped.document_type, stepped.effect_date) as contract_event_key,
        stepped.contract_key,
        if(stepped.document_type = 'settlement', 'settled', 'released') as event_kind,
        stepped.effect_date as event_date,
        stepped.net_amount,
        (stepped.gross_amount - stepped.net_amount)::decimal(18, 3) as tax_amount,
        stepped.gross_amount::decimal(18, 3) as gross_amount,
        -- what was performed after the end was known on its day at the earliest
        if(contracts.changed_at < stepped.effect_date, stepped.effect_date::timestamp, contracts.changed_at)
            as recorded_at,
        contracts.source_table,
        contracts.source_key,
        contracts.load_id
    from stepped
    inner join contracts on stepped.contract_key = contracts.contract_key
)

select * from final
