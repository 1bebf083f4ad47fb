select
    system || '|' || budget_adjustment_id as budget_adjustment_key,
    system,
    budget_adjustment_id,
    company_id,
    system || '|' || department_id as department_key,
    system || '|' || account_id as account_key,
    project_code,
    reason,
    -- applied for, that is
    case
        when adjustment_status = 'applied' then 'requested'
        when adjustment_status in ('approved', 'rejected', 'cancelled') then adjustment_status
        else 'unknown'
    end as adjustment_status,
    adjustment_amount,
    month_start_date,
    request_date,
    approval_date,
    created_at as recorded_at,
    'budget_adjustment' as source_table,
    budget_adjustment_id as source_key,
    load_id
from {{ ref('stg_demo_erp__budget_adjustment') }}
