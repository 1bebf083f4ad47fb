select
    system || '|' || account_id as account_key,
    system,
    account_id,
    company_id,
    account_number,
    account_name,
    case when account_class in ('receivable', 'payable') then account_class else 'other' end as account_class,
    currency,
    'account' as source_table,
    account_id as source_key,
    load_id
from {{ ref('stg_demo_erp__account') }}
