-- Whether open items tie to the ledger's control accounts at the newest month end on or before a day: one row a
-- system, company and currency, differences first. No row: no month has ended by then.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company; null: all
-- :param system: varchar? — a source system; null: all
with

newest as (
    select max(month_end_date) as month_end_date
    from audits.audit_payable_control
    where month_end_date <= $as_of
),

final as (
    select
        control.system,
        companies.company_name,
        companies.currency as company_currency,
        control.currency,
        control.month_end_date,
        control.open_item_amount_company,
        control.ledger_amount_company,
        control.difference_amount,
        control.difference_amount_company,
        control.is_equal,
        bool_and(control.is_equal) over () as is_all_equal
    from audits.audit_payable_control as control
    inner join newest on control.month_end_date = newest.month_end_date
    inner join marts.dim_company as companies on control.company_key = companies.company_key
    where
        ($company is null or control.company_key = $company)
        and ($system is null or control.system = $system)
)

select * from final
order by is_equal, company_name, currency, system
