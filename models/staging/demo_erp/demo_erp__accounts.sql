select
    system || '|' || account_id as account_key,
    system,
    account_id,
    company_id,
    account_number,
    account_name,
    case account_class
        when 'advance_received' then 'customer_advance'
        when 'advance_paid' then 'supplier_advance'
        when 'receivable' then 'receivable'
        when 'payable' then 'payable'
        else 'other'
    end as account_class,
    currency,
    'account' as source_table,
    account_id as source_key,
    load_id
from {{ ref('stg_demo_erp__account') }}
