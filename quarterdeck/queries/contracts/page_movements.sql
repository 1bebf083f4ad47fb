-- What made the position of one line of a contract: each change of what it is worth, performed, billed, settled, recovered or
-- retained, oldest first, with the measure after it; in the contract's currency without tax.
-- :param as_of: date — changes up to this day
-- :param line: varchar — key of the line
with

movements as (
    select *
    from marts.fct_contract_movements
    where contract_line_key = $line and effect_date <= $as_of
),

final as (
    select
        movements.contract_movement_key,
        movements.contract_line_key,
        movements.contract_key,
        contracts.contract_number,
        coalesce(movements.line_title, movements.line_document_number, contracts.contract_number) as line_title,
        movements.effect_date,
        movements.measure,
        movements.document_type as cause,
        movements.document_number,
        movements.currency,
        movements.net_amount,
        (sum(movements.net_amount) over to_here)::decimal(18, 3) as reached_amount,
        movements.recorded_at,
        movements.system,
        movements.source_table,
        movements.source_key,
        movements.load_id
    from movements
    inner join marts.dim_contract as contracts on movements.contract_key = contracts.contract_key
    window to_here as (
        partition by movements.measure
        order by movements.effect_date, movements.recorded_at, movements.contract_movement_key
        rows between unbounded preceding and current row
    )
)

select * from final
order by effect_date, recorded_at, contract_movement_key
