select
    system || '|' || account_id as account_key,
    system,
    account_id,
    company_id,
    account_number,
    account_name,
    case account_type when 'Receivable' then 'receivable' when 'Payable' then 'payable' else 'other' end as account_class,
    currency,
    'tabAccount' as source_table,
    account_id as source_key,
    load_id
from {{ ref('stg_erpnext__account') }}
