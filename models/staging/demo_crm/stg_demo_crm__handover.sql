select
    system,
    id::varchar as handover_id,
    account_id::varchar as account_id,
    opportunity_id::varchar as opportunity_id,
    from_user_id::varchar as from_user_id,
    to_user_id::varchar as to_user_id,
    handed_over_at,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_crm', 'handover'), key='id') }}
