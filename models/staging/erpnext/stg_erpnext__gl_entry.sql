with

entries as (
    select * from {{ current_rows(source('erpnext', 'gl_entry'), key='name') }}
),

systems as (
    select * from {{ source('settings', 'systems') }}
),

final as (
    select
        entries.system,
        entries.name as gl_entry_id,
        entries.company as company_id,
        entries.account as account_id,
        nullif(entries.party_type, '') as party_type,
        nullif(entries.party, '') as party_id,
        nullif(entries.cost_center, '') as cost_center_id,
        nullif(entries.project, '') as project_id,
        -- what ERPNext writes itself where nobody wrote anything
        nullif(nullif(entries.remarks, ''), 'No Remarks') as remarks,
        entries.voucher_type,
        entries.voucher_no as voucher_number,
        entries.account_currency as currency,
        entries.debit_in_account_currency - entries.credit_in_account_currency as amount,
        entries.debit - entries.credit as amount_company,
        entries.is_cancelled = 1 as is_cancelled,
        entries.posting_date,
        (entries.creation at time zone systems.time_zone) at time zone 'UTC' as created_at,
        entries._load_id as load_id
    from entries
    inner join systems on entries.system = systems.system
)

select * from final
