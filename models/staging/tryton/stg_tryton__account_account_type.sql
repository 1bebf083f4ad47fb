select
    system,
    id as account_type_id,
    parent as parent_account_type_id,
    statement as statement_type,
    assets as is_asset,
    receivable as is_receivable,
    payable as is_payable,
    stock as is_stock,
    revenue as is_revenue,
    expense as is_expense,
    debt as is_debt,
    _load_id as load_id
from {{ current_rows(source('tryton', 'account_account_type'), key='id') }}
