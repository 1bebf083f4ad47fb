with

invoices as (
    select * from {{ union_kinds('invoices') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

companies as (
    select * from {{ ref('companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        invoices.invoice_key,
        invoices.system,
        invoices.invoice_id,
        invoices.company_id,
        source_companies.company_key,
        invoices.item_key,
        invoices.account_key,
        invoices.customer_key,
        invoices.supplier_key,
        invoices.order_key,
        invoices.delivery_key,
        invoices.original_invoice_key,
        invoices.department_key,
        invoices.employee_key,
        invoices.ledger_side,
        invoices.document_kind,
        coalesce(invoices.document_number, invoices.source_key) as document_number,
        invoices.document_status,
        invoices.party_document_number,
        invoices.einvoice_number,
        invoices.contract_number,
        {{ reference_of('invoices.contract_number') }} as contract_reference,
        invoices.project_code,
        {{ reference_of('invoices.project_code') }} as project_reference,
        invoices.currency,
        invoices.exchange_rate::decimal(21, 9) as exchange_rate,
        {{ round_money('invoices.net_amount', 'document_currencies.minor_digits') }} as net_amount,
        {{ round_money('invoices.tax_amount', 'document_currencies.minor_digits') }} as tax_amount,
        {{ round_money('invoices.gross_amount', 'document_currencies.minor_digits') }} as gross_amount,
        {{ round_money('invoices.net_amount_company', 'company_currencies.minor_digits') }} as net_amount_company,
        {{ round_money('invoices.tax_amount_company', 'company_currencies.minor_digits') }} as tax_amount_company,
        {{ round_money('invoices.gross_amount_company', 'company_currencies.minor_digits') }} as gross_amount_company,
        invoices.is_retention,
        invoices.document_date,
        invoices.posting_date,
        invoices.due_date,
        invoices.cancellation_date,
        invoices.recorded_at,
        invoices.source_table,
        invoices.source_key,
        invoices.load_id
    from invoices
    left join source_companies
        on invoices.system = source_companies.system and invoices.company_id = source_companies.company_id
    left join companies on source_companies.company_key = companies.company_key
    left join currencies as document_currencies on invoices.currency = document_currencies.currency
    left join currencies as company_currencies on companies.currency = company_currencies.currency
)

select * from final
