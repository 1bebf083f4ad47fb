-- What is at stake by grade and company, with their totals (grouping sets).
-- :param as_of: date — the day; candidates whose last document counts by then
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param kind: varchar? — bill, payment, claim, party (records of a register) or link (of two); null: the first three
-- :param status: varchar? — open, confirmed or rejected; null: open and confirmed
with

-- :part candidates

grades as (
    select unnest(['certain', 'probable', 'possible']) as grade
),

companies as (
    select distinct
        candidates.company_key,
        candidates.company_name,
        places.company_path,
        candidates.shown_currency
    from candidates
    inner join marts.dim_company as places on candidates.company_key = places.company_key
),

cells as (
    select
        grades.grade,
        companies.*
    from grades
    cross join companies
),

-- every cell, also an empty one
final as (
    select
        cells.grade,
        cells.company_key,
        min(cells.company_name) as company_name,
        min(cells.company_path) as company_path,
        case
            when count(candidates.duplicate_candidate_key) = count(candidates.shown_amount)
                then coalesce(sum(candidates.shown_amount), 0)::decimal(18, 3)
        end as shown_amount,
        min(cells.shown_currency) as shown_currency,
        count(candidates.duplicate_candidate_key)::integer as candidate_count
    from cells
    left join candidates on cells.grade = candidates.grade and cells.company_key = candidates.company_key
    group by grouping sets ((cells.grade, cells.company_key), (cells.grade), (cells.company_key), ())
)

select
    * exclude (company_name, company_path),
    case when company_key is not null then company_name end as company_name
from final
order by company_path, grade, company_key
