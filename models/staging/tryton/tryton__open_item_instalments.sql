select
    system || '|' || move_line_id as instalment_key,
    system || '|' || item_id as item_key,
    instalment_number,
    null::varchar as instalment_kind,
    due_date,
    -- its own reports age by the date of today
    null::date as first_due_date,
    null::timestamp as changed_at,
    amount as instalment_amount,
    'account_move_line' as source_table,
    move_line_id::varchar as source_key,
    load_id
from {{ ref('tryton__open_item_lines') }}
