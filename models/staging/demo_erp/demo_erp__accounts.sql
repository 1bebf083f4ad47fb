select
    system || '|' || account_id as account_key,
    system,
    account_id,
    company_id,
    account_number,
    account_name,
    -- the chart is flat
    null::varchar as parent_account_key,
    case
        when account_class = 'equity' then 'equity'
        when account_class = 'revenue' or account_number like '63%' then 'income'
        when account_class in ('cost', 'expense', 'exchange') then 'expense'
        when account_class in ('payable', 'accrual', 'advance_received', 'loan', 'notes_payable', 'payroll', 'tax')
            then 'liability'
        when
            account_class in ('advance_paid', 'asset', 'bank', 'cash', 'notes_receivable', 'receivable', 'stock')
            or account_number like '1%'
            then 'asset'
        when account_number like '2%' then 'liability'
    end as account_type,
    case
        when account_class in ('revenue', 'cost', 'expense', 'exchange') or account_number like '6%' then 'income'
        else 'balance'
    end as statement_type,
    case
        when account_class = 'advance_received' then 'customer_advance'
        when account_class = 'advance_paid' then 'supplier_advance'
        when account_class = 'bank' then 'cash'
        when account_class = 'notes_receivable' then 'bills_receivable'
        when account_class = 'notes_payable' then 'bills_payable'
        when account_class = 'stock' then 'inventory'
        when account_class = 'accrual' then 'goods_received_not_invoiced'
        when account_class = 'asset' then 'fixed_asset'
        when account_class = 'exchange' then 'exchange_difference'
        when account_class = 'expense' and subject = 'depreciation' then 'depreciation'
        when account_class = 'expense' and account_number = '6603.01' then 'interest'
        when account_class = 'expense' and account_number = '6801' then 'income_tax'
        when account_class = 'other' and account_number like '12%' then 'other_receivable'
        when account_class = 'other' and account_number like '2205%' then 'contract_liability'
        when account_class = 'other' and account_number like '22%' then 'other_payable'
        when account_class = 'other' and account_number like '63%' then 'other_income'
        when
            account_class in (
                'cash', 'cost', 'equity', 'expense', 'loan', 'payable', 'payroll', 'receivable', 'revenue', 'tax'
            )
            then account_class
        else 'other'
    end as account_class,
    case when account_class = 'expense' then subject end as subject,
    system || '|' || bank_account_id as bank_account_key,
    currency,
    false as is_group,
    'account' as source_table,
    account_id as source_key,
    load_id
from {{ ref('stg_demo_erp__account') }}
