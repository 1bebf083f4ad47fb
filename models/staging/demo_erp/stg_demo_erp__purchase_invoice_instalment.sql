with

-- the due date that it bore when it was first landed
first_versions as (
    select
        system,
        id,
        arg_min(due_date, _load_id) as first_due_date
    from {{ source('demo_erp', 'purchase_invoice_instalment') }}
    where not _is_deleted
    group by all
)

select
    system,
    id::varchar as instalment_id,
    invoice_id::varchar as purchase_invoice_id,
    sequence as instalment_number,
    kind as instalment_kind,
    due_date,
    first_due_date,
    amount as instalment_amount,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'purchase_invoice_instalment'), key='id') }}
left join first_versions using (system, id)
