-- The banks of a day's facilities, loans, guarantees and bills of ours, to choose from.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company; null: all
-- :param system: varchar? — a source system; null: all
select distinct
    bank_name as code,
    bank_name as label
from marts.fct_credit_lines
where
    bank_name is not null
    and from_date <= $as_of
    and $as_of < until_date
    and line_state <> 'ended'
    and ($company is null or company_key = $company)
    and ($system is null or system = $system)
order by label
