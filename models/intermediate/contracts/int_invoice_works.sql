with

invoices as (
    select * from {{ ref('invoices') }}
),

-- what is billed in advance, and what later invoices take off for it, is no work
advances as (
    select
        invoice_lines.invoice_key,
        sum(invoice_lines.net_amount) as advance_net_amount
    from {{ ref('invoice_lines') }} as invoice_lines
    inner join {{ ref('accounts') }} as line_accounts on invoice_lines.account_key = line_accounts.account_key
    where line_accounts.account_class in ('contract_liability', 'customer_advance', 'supplier_advance')
    group by all
),

final as (
    select
        invoices.invoice_key,
        coalesce(advances.advance_net_amount, 0)::decimal(18, 3) as advance_net_amount,
        (invoices.net_amount - coalesce(advances.advance_net_amount, 0))::decimal(18, 3) as work_net_amount
    from invoices
    left join advances on invoices.invoice_key = advances.invoice_key
)

select * from final
