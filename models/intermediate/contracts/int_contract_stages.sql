with

contracts as (
    select * from {{ ref('contracts') }}
),

milestones as (
    select * from {{ ref('contract_milestones') }}
    -- advance and retention say when is paid, not what is done
    where milestone_kind not in ('advance', 'retention') and gross_amount > 0
),

placed as (
    select
        milestones.*,
        sum(gross_amount) over (
            partition by contract_key
            order by milestone_number
            rows between unbounded preceding and current row
        ) as gross_to_here,
        sum(gross_amount) over (partition by contract_key) as gross_whole
    from milestones
),

final as (
    select
        placed.contract_milestone_key,
        placed.contract_key,
        placed.milestone_number,
        placed.milestone_kind,
        contracts.currency,
        {{ next_share_of_money(
            'contracts.net_amount', 'placed.gross_amount', 'placed.gross_to_here::decimal(18, 3)',
            'placed.gross_whole::decimal(18, 3)', 'currencies.minor_digits'
        ) }}::decimal(18, 3) as stage_net_amount,
        placed.planned_date,
        -- a contract that is performed in full has all its stages behind it, whether somebody entered them or not
        least(placed.reached_date, contracts.finished_date) as performed_date,
        placed.recorded_at,
        placed.system,
        placed.source_table,
        placed.source_key,
        placed.load_id
    from placed
    inner join contracts on placed.contract_key = contracts.contract_key
    left join {{ ref('currencies') }} as currencies on contracts.currency = currencies.currency
    where contracts.net_amount is not null
)

select * from final
