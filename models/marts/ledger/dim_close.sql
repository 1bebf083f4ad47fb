with

closes as (
    select * from {{ ref('closes') }}
),

newest as (
    select *
    from closes
    qualify close_number = max(close_number) over (partition by month_end_date)
),

final as (
    select
        month_end_date,
        system,
        closed_version,
        close_note,
        decided_by,
        close_action = 'closed' as is_closed,
        close_date,
        known_until,
        decided_at,
        source_table,
        source_key,
        load_id
    from newest
)

select * from final
