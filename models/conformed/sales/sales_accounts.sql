with

sales_accounts as (
    select * from {{ union_kinds('sales_accounts') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

final as (
    select
        sales_accounts.sales_account_key,
        sales_accounts.system,
        sales_accounts.sales_account_id,
        sales_accounts.company_id,
        source_companies.company_key,
        sales_accounts.customer_key,
        sales_accounts.owner_employee_key,
        sales_accounts.account_code,
        coalesce(nullif(trim(sales_accounts.account_name), ''), sales_accounts.sales_account_id) as account_name,
        sales_accounts.legal_name,
        sales_accounts.tax_number,
        sales_accounts.phone,
        sales_accounts.email_domain,
        sales_accounts.country,
        sales_accounts.account_status,
        sales_accounts.recorded_at,
        sales_accounts.source_table,
        sales_accounts.source_key,
        sales_accounts.load_id
    from sales_accounts
    left join source_companies
        on sales_accounts.system = source_companies.system and sales_accounts.company_id = source_companies.company_id
)

select * from final
