with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'lapping' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

receipts as (
    select * from {{ ref('cash_documents') }}
    where cash_direction = 'receipt' and document_status <> 'draft' and company_key is not null
),

matches as (
    select * from {{ ref('int_bank_line_matches') }}
    where matched_to = 'document'
),

bank_lines as (
    select * from {{ ref('bank_lines') }}
    where counterparty_name is not null
),

customers as (
    select
        *,
        {{ plain_name('customer_name') }} as plain_name,
        {{ plain_name('short_name') }} as plain_short_name
    from {{ ref('customers') }}
),

-- whom the bank names, where that is one of our customers
payers as (
    select
        system,
        plain_name,
        any_value(customer_name) as customer_name,
        list(tax_number order by tax_number) as tax_numbers
    from customers
    where plain_name is not null
    group by all
),

credited as (
    select
        receipts.*,
        customers.customer_name,
        customers.plain_name,
        customers.plain_short_name,
        customers.tax_number,
        bank_lines.counterparty_name,
        {{ plain_name('bank_lines.counterparty_name') }} as payer_name,
        bank_lines.value_date
    from receipts
    inner join matches on 'receipt|' || receipts.cash_document_key = matches.event_key
    inner join bank_lines on matches.bank_line_key = bank_lines.bank_line_key
    inner join customers on receipts.customer_key = customers.customer_key
),

-- a parent, a branch or another record of the same customer pays under a name that begins like its own
misdirected as (
    select
        credited.*,
        payers.customer_name as paying_customer_name
    from credited
    inner join payers on credited.system = payers.system and credited.payer_name = payers.plain_name
    where
        credited.payer_name <> credited.plain_name
        and not coalesce(starts_with(credited.payer_name, credited.plain_short_name), false)
        and not coalesce(list_contains(payers.tax_numbers, credited.tax_number), false)
),

found as (
    select
        rules.rule || '|' || misdirected.cash_document_key as finding_key,
        rules.rule,
        'critical' as severity,
        'receipt' as subject_type,
        misdirected.cash_document_key as subject_key,
        concat_ws(' ', misdirected.document_number, misdirected.customer_name) as subject_name,
        rules.owner,
        misdirected.cash_amount as stake_amount,
        misdirected.currency as stake_currency,
        json_object('payer', misdirected.paying_customer_name, 'paid', misdirected.value_date)::varchar
            as message_arguments,
        misdirected.company_key,
        misdirected.system,
        misdirected.source_table,
        misdirected.source_key,
        options.as_of_date
    from misdirected
    cross join options
    cross join rules
    where misdirected.posting_date <= options.as_of_date
),

final as (
    {{ as_findings('found') }}
)

select * from final
