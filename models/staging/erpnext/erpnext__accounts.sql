select
    system || '|' || account_id as account_key,
    system,
    account_id,
    company_id,
    account_number,
    account_name,
    system || '|' || parent_account_id as parent_account_key,
    case root_type
        when 'Asset' then 'asset'
        when 'Liability' then 'liability'
        when 'Equity' then 'equity'
        when 'Income' then 'income'
        when 'Expense' then 'expense'
    end as account_type,
    case report_type when 'Balance Sheet' then 'balance' when 'Profit and Loss' then 'income' end as statement_type,
    case
        when account_type = 'Receivable' then 'receivable'
        when account_type = 'Payable' then 'payable'
        when account_type in ('Bank', 'Cash') then 'cash'
        when account_type = 'Stock' then 'inventory'
        when account_type = 'Stock Received But Not Billed' then 'goods_received_not_invoiced'
        when account_type in ('Fixed Asset', 'Accumulated Depreciation', 'Capital Work in Progress') then 'fixed_asset'
        when account_type = 'Tax' then 'tax'
        when account_type = 'Cost of Goods Sold' then 'cost'
        when account_type = 'Depreciation' then 'depreciation'
        when account_type = 'Equity' or root_type = 'Equity' then 'equity'
        when root_type = 'Income' then 'revenue'
        when root_type = 'Expense' then 'expense'
        else 'other'
    end as account_class,
    null::varchar as subject,
    null::varchar as bank_account_key,
    currency,
    is_group,
    'tabAccount' as source_table,
    account_id as source_key,
    load_id
from {{ ref('stg_erpnext__account') }}
