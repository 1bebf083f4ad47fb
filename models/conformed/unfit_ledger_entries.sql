with

ledger_entries as (
    select
        *,
        {{ fits_money('ledger_amount') }} and {{ fits_money('ledger_amount_company') }} as has_fit_amounts,
        {{ fits_quantity('quantity') }} as has_fit_quantity
    from {{ union_kinds('ledger_entries', all_rows=true) }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

-- entries of a company that nobody mapped are a finding of their own
final as (
    select
        ledger_entries.ledger_entry_key,
        ledger_entries.system,
        source_companies.company_key,
        ledger_entries.document_type,
        ledger_entries.document_number,
        case
            when ledger_entries.posting_date is null then 'no posting date'
            when not ledger_entries.has_fit_amounts then 'amount too large'
            else 'quantity too large'
        end as reason,
        case
            when ledger_entries.has_fit_amounts and ledger_entries.posting_date is not null
                then ledger_entries.quantity::varchar
            else ledger_entries.ledger_amount_company::varchar
        end as found,
        ledger_entries.source_table,
        ledger_entries.source_key,
        ledger_entries.load_id
    from ledger_entries
    inner join source_companies
        on
            ledger_entries.system = source_companies.system
            and ledger_entries.company_id = source_companies.company_id
            and source_companies.company_key is not null
    where not (
        ledger_entries.has_fit_amounts
        and ledger_entries.has_fit_quantity
        and ledger_entries.posting_date is not null
    )
)

select * from final
