-- A commitment is opened before it is used, never used beyond what it is, and nothing once it has ended: on no day is
-- anything of it below nothing, in its own currency or the company's.
with

days as (
    select
        commitment_key,
        event_date,
        sum(committed_amount) as committed_amount,
        sum(committed_amount_company) as committed_amount_company
    from {{ ref('fct_budget_consumption') }}
    where commitment_key is not null
    group by all
),

positions as (
    select
        commitment_key,
        event_date,
        sum(committed_amount) over so_far as open_amount,
        sum(committed_amount_company) over so_far as open_amount_company
    from days
    window so_far as (partition by commitment_key order by event_date)
)

select * from positions
where open_amount < 0 or open_amount_company < 0
