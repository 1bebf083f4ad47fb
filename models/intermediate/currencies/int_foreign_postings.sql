with

companies as (
    select * from {{ ref('companies') }}
),

-- rates come from where the group is at home: on its holidays nobody states one
working_days as (
    select working_days.*
    from {{ ref('int_working_days') }} as working_days
    where working_days.calendar = (
        select coalesce(min(companies.calendar), '') from companies where companies.parent_company_code is null
    )
),

final as (
    select
        entries.company_key,
        entries.system,
        entries.currency as from_currency,
        companies.currency as to_currency,
        working_days.last_working_date as rate_date,
        min(entries.posting_date) as posting_date,
        count(distinct entries.journal_entry_key)::integer as entry_count,
        max(abs(entries.ledger_amount_company))::decimal(18, 3) as posted_amount_company,
        arg_min(entries.source_table, entries.ledger_entry_key) as source_table,
        arg_min(entries.source_key, entries.ledger_entry_key) as source_key
    from {{ ref('ledger_entries') }} as entries
    inner join companies on entries.company_key = companies.company_key and entries.currency <> companies.currency
    inner join working_days on entries.posting_date = working_days.date_day
    group by all
)

select * from final
