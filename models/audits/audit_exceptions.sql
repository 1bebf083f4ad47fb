with

open_items as (
    select * from {{ ref('open_items') }}
),

-- a company that nobody mapped is a finding of its own, not an exception of each of its documents
unfit_items as (
    select
        unfit_items.* exclude (company_id, ledger_side),
        source_companies.company_key,
        true as is_excluded,
        unfit_items.item_key as record_key
    from {{ ref('unfit_open_items') }} as unfit_items
    left join {{ ref('source_companies') }} as source_companies
        on unfit_items.system = source_companies.system and unfit_items.company_id = source_companies.company_id
    where source_companies.company_key is not null or source_companies.source_company_key is null
),

unfit_ledger_entries as (
    select
        *,
        true as is_excluded,
        ledger_entry_key as record_key
    from {{ ref('unfit_ledger_entries') }}
),

doubted_items as (
    select
        open_items.*,
        doubted_items.reason,
        doubted_items.found,
        false as is_excluded,
        open_items.item_key as record_key
    from {{ ref('int_open_items_doubted') }} as doubted_items
    inner join open_items on doubted_items.item_key = open_items.item_key
),

nameless_parties as (
    select
        *,
        'party without a name' as reason,
        customer_id as found,
        false as is_excluded,
        'customer|' || customer_key as record_key
    from {{ ref('customers') }}
    where not has_name
    union all by name
    select
        *,
        'party without a name' as reason,
        supplier_id as found,
        false as is_excluded,
        'supplier|' || supplier_key as record_key
    from {{ ref('suppliers') }}
    where not has_name
),

-- a document that is told of as an open item is not told of again
unfit_rows as (
    select
        unfit_rows.*,
        'amount too large' as reason,
        unfit_rows.entity as document_type,
        unfit_rows.source_key as document_number,
        true as is_excluded,
        concat_ws('|', unfit_rows.entity, unfit_rows.column_name, unfit_rows.system, unfit_rows.source_key)
            as record_key
    from {{ ref('unfit_rows') }} as unfit_rows
    anti join {{ ref('unfit_open_items') }} as unfit_items
        on
            unfit_rows.system = unfit_items.system
            and unfit_rows.source_table = unfit_items.source_table
            and unfit_rows.source_key = unfit_items.source_key
),

exceptions as (
    select * from unfit_items
    union all by name
    select * from {{ ref('unfit_documents') }}
    union all by name
    select * from unfit_rows
    union all by name
    select * from unfit_ledger_entries
    union all by name
    select * from doubted_items
    union all by name
    select * from nameless_parties
),

final as (
    select
        reason || '|' || record_key as exception_key,
        system,
        company_key,
        reason,
        document_type,
        document_number,
        found,
        is_excluded,
        source_table,
        source_key,
        load_id
    from exceptions
)

select * from final
