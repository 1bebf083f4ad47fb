select
    account_key,
    system,
    account_id,
    company_id,
    account_number,
    account_name,
    account_class,
    currency,
    source_table,
    source_key,
    load_id
from {{ union_kinds('accounts') }}
