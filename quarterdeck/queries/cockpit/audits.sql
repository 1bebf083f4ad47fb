-- Whether the books tie: open items and bills to the ledger (rows receivable, payable, bills) at the newest month end on or
-- before a day; the banks' statements to the ledger (bank) and to themselves, day by day (statement), on that day, by account.
-- Nothing checked: no month has ended by then, or there are no statements.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company; null: all
with

controls as (
    select
        *,
        'receivable' as ledger_side
    from audits.audit_receivable_control
    union all
    select
        *,
        'payable' as ledger_side
    from audits.audit_payable_control
    union all by name
    select
        * exclude (bill_side),
        'bills' as ledger_side
    from audits.audit_bill_control
),

newest as (
    select
        ledger_side,
        month_end_date as checked_date,
        system,
        is_equal
    from controls
    where
        month_end_date <= $as_of
        and ($company is null or company_key = $company)
    qualify month_end_date = max(month_end_date) over (partition by ledger_side)
),

bank_accounts as (
    select
        'bank' as ledger_side,
        $as_of as checked_date,
        system,
        is_equal
    from audits.audit_bank_control
    where
        from_date <= $as_of
        and $as_of < until_date
        and ($company is null or company_key = $company)
),

statements as (
    select
        'statement' as ledger_side,
        $as_of as checked_date,
        any_value(system) as system,
        bool_and(is_equal) as is_equal
    from audits.audit_bank_continuity
    where
        value_date <= $as_of
        and is_stated
        and ($company is null or company_key = $company)
    group by bank_account_key
),

checks as (
    select * from newest
    union all
    select * from bank_accounts
    union all
    select * from statements
),

final as (
    select
        sides.ledger_side,
        max(checks.checked_date) as month_end_date,
        count(checks.system) as checked_count,
        count(checks.system) filter (not checks.is_equal) as differing_count,
        string_agg(distinct checks.system, ', ' order by checks.system) filter (not checks.is_equal) as differing_systems
    from (select unnest(['receivable', 'payable', 'bills', 'bank', 'statement']) as ledger_side) as sides
    left join checks on sides.ledger_side = checks.ledger_side
    group by all
)

select * from final
order by list_position(['receivable', 'payable', 'bills', 'bank', 'statement'], ledger_side)
