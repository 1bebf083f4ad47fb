select
    system,
    id::varchar as quote_id,
    opportunity_id::varchar as opportunity_id,
    number as quote_number,
    revision as revision_number,
    status as quote_status,
    currency,
    net_amount,
    tax_amount,
    gross_amount,
    quoted_on as quote_date,
    valid_until as valid_until_date,
    decided_on as decision_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_crm', 'quote'), key='id') }}
