-- One bank's line for one company on a day. One row.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param bank: varchar? — name of a bank, as the sources spell it; null: all
-- :param line: varchar — key of the line: company, system, bank and currency
select
    concat_ws('|', credit_lines.company_key, credit_lines.system, coalesce(credit_lines.bank_name, ''), credit_lines.currency)
        as line_key,
    credit_lines.bank_name || ' · ' || companies.company_name as line_name,
    companies.company_name,
    credit_lines.bank_name,
    credit_lines.currency,
    credit_lines.line_state,
    credit_lines.limit_amount,
    credit_lines.drawn_amount,
    credit_lines.accepted_amount,
    credit_lines.guaranteed_amount,
    credit_lines.margin_amount,
    credit_lines.counted_amount,
    if(credit_lines.line_state = 'no_facility', null, credit_lines.headroom_amount) as headroom_amount,
    credit_lines.from_date
from marts.fct_credit_lines as credit_lines
inner join marts.dim_company as companies on credit_lines.company_key = companies.company_key
where
    concat_ws('|', credit_lines.company_key, credit_lines.system, coalesce(credit_lines.bank_name, ''), credit_lines.currency)
    = $line
    and credit_lines.from_date <= $as_of
    and $as_of < credit_lines.until_date
    and ($company is null or credit_lines.company_key = $company)
    and ($system is null or credit_lines.system = $system)
    and ($bank is null or credit_lines.bank_name = $bank)
