with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'back_dated' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

invoices as (
    select * from {{ ref('invoices') }}
    where document_status <> 'draft' and company_key is not null
),

companies as (
    select * from {{ ref('dim_company') }}
),

-- what no invoice explains was booked by hand, or by a routine
entries as (
    select
        ledger_entries.journal_entry_key,
        ledger_entries.company_key,
        ledger_entries.system,
        any_value(ledger_entries.journal_entry_number) as document_number,
        min(ledger_entries.posting_date) as posting_date,
        max(ledger_entries.recorded_at) as recorded_at,
        sum(greatest(ledger_entries.ledger_amount_company, 0)) as amount_company,
        min(ledger_entries.source_table) as line_table,
        min(ledger_entries.source_key) as line_key
    from {{ ref('ledger_entries') }} as ledger_entries
    anti join invoices
        on
            ledger_entries.company_key = invoices.company_key
            and ledger_entries.system = invoices.system
            and ledger_entries.document_number = invoices.document_number
    group by all
),

documents as (
    select
        case ledger_side when 'receivable' then 'invoice' else 'supplier_invoice' end as subject_type,
        invoice_key as subject_key,
        gross_amount_company as amount_company,
        *
    from invoices
    union all by name
    select
        'journal_entry' as subject_type,
        journal_entry_key as subject_key,
        *,
        -- the row of the entry itself, where a source keeps one beside its lines
        case line_table
            when 'journal_line' then 'journal_entry'
            when 'account_move_line' then 'account_move'
            else line_table
        end as source_table,
        case
            when line_table in ('journal_line', 'account_move_line') then split_part(journal_entry_key, '|', 2)
            else line_key
        end as source_key
    from entries
),

dated as (
    select
        documents.*,
        {{ day_of('documents.recorded_at', 'options.time_zone') }} as entered_date,
        options.as_of_date
    from documents
    cross join options
),

found as (
    select
        rules.rule || '|' || dated.subject_key as finding_key,
        rules.rule,
        if(dated.entered_date - last_day(dated.posting_date) > rules.critical_days, 'critical', 'warning') as severity,
        dated.subject_type,
        dated.subject_key,
        dated.document_number as subject_name,
        rules.owner,
        abs(dated.amount_company) as stake_amount,
        companies.currency as stake_currency,
        json_object('posted', dated.posting_date, 'entered', dated.entered_date)::varchar as message_arguments,
        dated.company_key,
        dated.system,
        dated.source_table,
        dated.source_key,
        dated.as_of_date
    from dated
    inner join companies on dated.company_key = companies.company_key
    cross join rules
    where
        dated.entered_date > last_day(dated.posting_date) + rules.warning_days
        and dated.entered_date <= dated.as_of_date
),

final as (
    {{ as_findings('found') }}
)

select * from final
