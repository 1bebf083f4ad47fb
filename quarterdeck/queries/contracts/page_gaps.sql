-- Where value, performance, invoices and money part: each gap by company, and the total of each gap (no company).
-- unbilled: performed, not billed; billed_ahead: billed, not performed; unsettled: billed, settled neither by money nor by
-- an advance, retention included; beyond_value: performed beyond what the line is worth. Gaps are taken by line, go one
-- way, and are never netted.
-- Amounts are without tax. Each contract's are converted from its currency at the rates of the day and rounded to the cent,
-- so that all parts add up; without a rate they are null.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system of contracts; null: all
-- :param side: varchar — sales or purchase
-- :param status: varchar? — not_signed, signed, performing, overdue, finished, closed, terminated, or expiring; null: all
-- :param ahead_days: integer — a contract that ends within so many days is expiring [default 90]
with

days as (
    select $as_of as as_of_date
),

-- :part positions

-- :part converted

gaps as (
    select contract_key, company_key, 'unbilled' as gap, unbilled_amount as gap_amount from converted
    union all
    select contract_key, company_key, 'billed_ahead' as gap, billed_ahead_amount as gap_amount from converted
    union all
    select contract_key, company_key, 'unsettled' as gap, unsettled_amount as gap_amount from converted
    union all
    select contract_key, company_key, 'beyond_value' as gap, beyond_value_amount as gap_amount from converted
),

companies as (
    select distinct
        company_key,
        company_name,
        company_path
    from converted
),

-- every cell, also an empty one
cells as (
    select
        gaps.gap,
        companies.company_key,
        companies.company_name,
        companies.company_path,
        case when count(*) filter (gaps.gap_amount is null) = 0 then sum(gaps.gap_amount) end as gap_amount,
        count(*) filter (gaps.gap_amount <> 0) as contract_count
    from gaps
    inner join companies on gaps.company_key = companies.company_key
    group by all
),

final as (
    select
        gap,
        company_key,
        company_name,
        company_path,
        case when count(*) filter (gap_amount is null) = 0 then sum(gap_amount) end::decimal(18, 3) as shown_amount,
        sum(contract_count)::integer as contract_count
    from cells
    group by grouping sets ((gap, company_key, company_name, company_path), (gap))
)

select * exclude (company_path) from final
order by company_path, gap
