-- How many documents name a contract, and how many of them name none that there is, as of the build: one row a company
-- and system, and the numbers of all documents beside it.
-- :param company: varchar? — code of one company; null: all
-- :param system: varchar? — a source system; null: all
with

named as (
    select
        refs.company_key,
        companies.company_name,
        companies.currency,
        refs.system,
        sum(refs.item_count)::integer as item_count,
        sum(refs.item_count) filter (refs.reference_state <> 'known')::integer as unknown_count,
        sum(refs.item_amount_company) filter (refs.reference_state <> 'known')::decimal(18, 3) as unknown_amount_company,
        min(refs.example_contract_number) filter (refs.reference_state <> 'known') as example_contract_number
    from audits.audit_contract_references as refs
    inner join marts.dim_company as companies on refs.company_key = companies.company_key
    where
        ($company is null or refs.company_key = $company)
        and ($system is null or refs.system = $system)
    group by all
),

final as (
    select
        *,
        (sum(item_count) over ())::integer as all_count,
        (coalesce(sum(unknown_count) over (), 0))::integer as all_unknown_count
    from named
)

select * from final
order by unknown_amount_company desc nulls last, company_name, system
