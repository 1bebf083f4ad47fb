-- Movements of the paths that were chosen, up to the day, in their order, with what is open and spent after each.
movements as (
    select
        spent.*,
        case spent.movement_kind
            when 'committed' then 1 when 'changed' then 2 when 'replaced' then 3 when 'used' then 4 when 'actual' then 5
            when 'reversed' then 6 else 9
        end as movement_order,
        (sum(spent.committed_amount_company) over so_far)::decimal(18, 3) as open_amount_company,
        (sum(spent.actual_amount_company) over so_far)::decimal(18, 3) as spent_amount_company
    from marts.fct_budget_consumption as spent
    inner join chosen on spent.path_key = chosen.path_key
    where spent.event_date <= $as_of
    window so_far as (
        partition by spent.path_key
        order by spent.event_date, movement_order, spent.budget_consumption_key
        rows between unbounded preceding and current row
    )
),
