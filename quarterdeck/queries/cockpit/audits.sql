-- Whether open items tie to the ledger, by side: one row receivable, one payable, at the newest month end on or before a
-- day. Nothing checked: no month has ended by then.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company; null: all
with

controls as (
    select
        *,
        'receivable' as ledger_side
    from audits.audit_receivable_control
    union all
    select
        *,
        'payable' as ledger_side
    from audits.audit_payable_control
),

newest as (
    select * from controls
    where
        month_end_date <= $as_of
        and ($company is null or company_key = $company)
    qualify month_end_date = max(month_end_date) over (partition by ledger_side)
),

final as (
    select
        sides.ledger_side,
        max(newest.month_end_date) as month_end_date,
        count(newest.system) as checked_count,
        count(newest.system) filter (not newest.is_equal) as differing_count,
        string_agg(distinct newest.system, ', ' order by newest.system) filter (not newest.is_equal) as differing_systems
    from (select unnest(['receivable', 'payable']) as ledger_side) as sides
    left join newest on sides.ledger_side = newest.ledger_side
    group by all
)

select * from final
order by ledger_side desc
