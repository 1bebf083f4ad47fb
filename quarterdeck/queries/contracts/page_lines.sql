-- The lines of one contract on a day, in its currency without tax, with the gaps between worth, performed, billed and
-- settled: one row a line, and one with a null contract_line_key, the total of all.
-- :param as_of: date — the day; what happened on it counts
-- :param contract: varchar — key of the contract
with

positions as (
    select *
    from marts.fct_contract_positions
    where contract_key = $contract and from_date <= $as_of and $as_of < until_date
),

lines as (
    select
        contract_line_key,
        any_value(line_number) as line_number,
        any_value(line_title) as line_title,
        any_value(line_document_number) as line_document_number
    from marts.fct_contract_movements
    where contract_key = $contract
    group by all
),

final as (
    select
        positions.contract_line_key,
        case when positions.contract_line_key is not null then any_value(lines.line_number) end as line_number,
        case
            when positions.contract_line_key is not null
                then coalesce(any_value(lines.line_title), any_value(lines.line_document_number))
        end as line_title,
        case when positions.contract_line_key is not null then any_value(lines.line_document_number) end
            as line_document_number,
        case when positions.contract_line_key is not null then any_value(positions.line_kind) end as line_kind,
        any_value(positions.currency) as currency,
        sum(positions.value_net_amount)::decimal(18, 3) as worth_amount,
        sum(positions.performed_net_amount)::decimal(18, 3) as performed_amount,
        sum(positions.invoiced_net_amount)::decimal(18, 3) as billed_amount,
        sum(positions.settled_net_amount + positions.recovered_net_amount)::decimal(18, 3) as settled_amount,
        sum(positions.retained_net_amount)::decimal(18, 3) as retained_amount,
        sum(positions.unbilled_net_amount)::decimal(18, 3) as unbilled_amount,
        sum(positions.billed_ahead_net_amount)::decimal(18, 3) as billed_ahead_amount,
        sum(positions.unsettled_net_amount)::decimal(18, 3) as unsettled_amount,
        sum(positions.beyond_value_net_amount)::decimal(18, 3) as beyond_value_amount,
        sum(
            positions.unbilled_net_amount
            + positions.billed_ahead_net_amount
            + positions.unsettled_net_amount
            + positions.beyond_value_net_amount
        )::decimal(18, 3) as gap_amount
    from positions
    left join lines on positions.contract_line_key = lines.contract_line_key
    group by grouping sets ((positions.contract_line_key), ())
    having count(*) > 0
)

select * from final
