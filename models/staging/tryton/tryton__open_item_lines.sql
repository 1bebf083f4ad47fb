with

posted_lines as (
    select * from {{ ref('tryton__posted_lines') }}
    where account_class in ('receivable', 'payable')
),

signed as (
    select
        * exclude (amount, amount_company),
        case account_class when 'payable' then -amount else amount end as amount,
        case account_class when 'payable' then -amount_company else amount_company end as amount_company
    from posted_lines
),

final as (
    select
        *,
        -- debits and credits of one move are items of their own: neither settles the other
        move_id
        || ':'
        || account_id
        || ':'
        || coalesce(party_id, '(none)')
        || case when amount_company < 0 then ':credit' else '' end
            as item_id,
        row_number() over (
            partition by system, move_id, account_id, party_id, amount_company < 0
            order by due_date, move_line_id
        )::integer as instalment_number
    from signed
)

select * from final
