select
    system,
    name as purchase_invoice_id,
    docstatus = 1 as is_posted,
    is_return = 1 as is_return,
    coalesce(is_opening = 'Yes', false) as is_opening,
    nullif(return_against, '') as returned_invoice_id,
    nullif(trim(bill_no), '') as supplier_invoice_number,
    posting_date,
    bill_date,
    due_date,
    currency,
    party_account_currency,
    _load_id as load_id
from {{ current_rows(source('erpnext', 'purchase_invoice'), key='name') }}
