-- Movements of the paths that were chosen, up to the day, in their order, with what is open and spent after each. What gives
-- way does so before its successor stands, unless it began on the same day: on no line is one yuan open twice.
opened as (
    select
        spent.commitment_key,
        min(spent.event_date) as opened_date
    from marts.fct_budget_consumption as spent
    inner join chosen on spent.path_key = chosen.path_key
    where spent.commitment_key is not null
    group by spent.commitment_key
),

movements as (
    select
        spent.*,
        case
            when spent.movement_kind = 'replaced' and spent.event_date > opened.opened_date then 1
            when spent.movement_kind = 'committed' then 2
            when spent.movement_kind = 'changed' then 3
            when spent.movement_kind = 'replaced' then 4
            when spent.movement_kind = 'used' then 5
            when spent.movement_kind in ('actual', 'invoiced') then 6
            when spent.movement_kind = 'reversed' then 7
            else 9
        end as movement_order,
        (sum(spent.committed_amount_company) over so_far)::decimal(18, 3) as open_amount_company,
        (sum(spent.actual_amount_company) over so_far)::decimal(18, 3) as spent_amount_company
    from marts.fct_budget_consumption as spent
    inner join chosen on spent.path_key = chosen.path_key
    left join opened on spent.commitment_key = opened.commitment_key
    where spent.event_date <= $as_of
    window so_far as (
        partition by spent.path_key
        order by spent.event_date, movement_order, spent.budget_consumption_key
        rows between unbounded preceding and current row
    )
),
