with

disputes as (
    select
        item_key,
        dispute_key,
        open_date,
        coalesce(resolution_date, date '9999-12-31') as until_date
    from {{ ref('disputes') }}
    where company_key is not null and item_key is not null and open_date < coalesce(resolution_date, date '9999-12-31')
),

-- a dispute begins a spell of its own unless an earlier one of the document still runs
firsts as (
    select
        *,
        coalesce(
            open_date > max(until_date) over (
                partition by item_key order by open_date, dispute_key rows between unbounded preceding and 1 preceding
            ),
            true
        ) as is_first
    from disputes
),

spells as (
    select
        *,
        sum(is_first::integer) over (partition by item_key order by open_date, dispute_key) as spell_number
    from firsts
),

final as (
    select
        item_key,
        min(open_date) as from_date,
        max(until_date) as until_date
    from spells
    group by item_key, spell_number
)

select * from final
