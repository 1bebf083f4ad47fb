-- What the statements rest on: open items beside the control accounts, banks' statements beside the accounts of cash, the
-- balance sheet beside nothing, profit and loss beside the trial balance, and the journal beside what the ERP holds. Amounts
-- in the currency that is shown, at the rate of the day.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company, in its own currency; null: the group, in the presentation currency
-- :param system: varchar? — a source system of books; null: all
-- :param span: varchar — month, quarter or year (the fiscal year) up to the day
-- :param department: varchar? — key of a department: what is booked with it; null: all
-- :param project: varchar? — code of a project: what is booked with it; null: all
with

asked as (
    select
        false as by_account,
        false as by_dimension,
        false as by_month
),

-- :part span

-- :part profit

-- :part balance

-- :part shown

rates as (
    select
        companies.company_key,
        case when $company is null then rates.rate else 1 end as shown_rate
    from marts.dim_company as companies
    left join marts.fct_exchange_rates as rates
        on companies.currency = rates.from_currency and rates.from_date <= $as_of and $as_of < rates.until_date
    where $company is null or companies.company_key = $company
),

controls as (
    select
        'receivables_control' as tie,
        1 as tie_order,
        company_key,
        system,
        month_end_date,
        open_item_amount_company,
        ledger_amount_company,
        is_equal
    from audits.audit_receivable_control
    union all
    select
        'payables_control' as tie,
        2 as tie_order,
        company_key,
        system,
        month_end_date,
        open_item_amount_company,
        ledger_amount_company,
        is_equal
    from audits.audit_payable_control
),

newest as (
    select *
    from controls
    where month_end_date <= $as_of and ($system is null or system = $system)
    qualify month_end_date = max(month_end_date) over (partition by tie)
),

tied as (
    select
        newest.tie,
        newest.tie_order,
        max(newest.month_end_date) as checked_date,
        count(*) as checked_count,
        count(*) filter (not newest.is_equal) as differing_count,
        sum(newest.open_item_amount_company * rates.shown_rate) as left_amount,
        sum(newest.ledger_amount_company * rates.shown_rate) as right_amount
    from newest
    inner join rates on newest.company_key = rates.company_key
    group by all
    union all by name
    select
        'bank_control' as tie,
        3 as tie_order,
        $as_of as checked_date,
        count(*) as checked_count,
        count(*) filter (not control.is_equal) as differing_count
    from audits.audit_bank_control as control
    where
        control.from_date <= $as_of
        and $as_of < control.until_date
        and ($company is null or control.company_key = $company)
        and ($system is null or control.system = $system)
    having count(*) > 0
    union all by name
    select
        'balance_sheet' as tie,
        4 as tie_order,
        $as_of as checked_date,
        count(distinct company_key) as checked_count,
        sum(shown + eliminated) filter (section in ('current_assets', 'non_current_assets')) as left_amount,
        sum(shown + eliminated) filter (section in ('liabilities', 'equity'))
        - coalesce(sum(shown + eliminated) filter (section = 'unclassified'), 0) as right_amount
    from shown
    -- a department or project has no balance sheet of its own
    where statement = 'balance_sheet' and period = 'now' and $department is null and $project is null
    having count(*) > 0
    union all by name
    -- both from the same journal, by different ways: lines of the statement, and accounts of the trial balance
    select
        'profit_and_loss' as tie,
        5 as tie_order,
        $as_of as checked_date,
        count(distinct companies.company_key) as checked_count,
        sum(statement_sums.stated) as left_amount,
        sum(journal_sums.booked) as right_amount
    from rates as companies
    left join (
        select company_key, sum(shown) as stated
        from shown
        where statement = 'profit_and_loss' and period = 'now'
        group by company_key
    ) as statement_sums on companies.company_key = statement_sums.company_key
    left join (
        select
            entries.company_key,
            -sum(case when $company is null then entries.ledger_amount_group else entries.ledger_amount_company end) as booked
        from marts.fct_ledger_entries as entries
        inner join marts.dim_account as accounts on entries.account_key = accounts.account_key
        inner join periods
            on periods.period = 'now' and entries.posting_date between periods.from_date and periods.to_date
        where
            accounts.statement_kind = 'profit_and_loss'
            and not entries.is_closing
            and ($system is null or entries.system = $system)
            and ($department is null or entries.department_key = $department)
            and ($project is null or entries.project_code = $project)
        group by entries.company_key
    ) as journal_sums on companies.company_key = journal_sums.company_key
    having count(statement_sums.stated) > 0
    union all by name
    -- debits and credits of every entry, and lines of the ERP's journal that could not be counted
    select
        'journal' as tie,
        6 as tie_order,
        $as_of as checked_date,
        sum(checks.entry_count) as checked_count,
        sum(checks.unbalanced_count + checks.unknown_account_count + checks.left_out_count) as differing_count,
        sum(checks.debit_amount_company * rates.shown_rate) as left_amount,
        sum(checks.credit_amount_company * rates.shown_rate) as right_amount
    from audits.audit_journal as checks
    inner join rates on checks.company_key = rates.company_key
    where coalesce(checks.month_start_date, $as_of) <= $as_of and ($system is null or checks.system = $system)
    having count(*) > 0
)

select
    tie as tie_key,
    tie,
    checked_date,
    checked_count::integer as checked_count,
    coalesce(differing_count, case when round(left_amount, 2) <> round(right_amount, 2) then 1 else 0 end)::integer
        as differing_count,
    left_amount::decimal(28, 2)::decimal(28, 3) as left_amount,
    right_amount::decimal(28, 2)::decimal(28, 3) as right_amount,
    (round(left_amount, 2) - round(right_amount, 2))::decimal(28, 3) as difference_amount,
    case
        when coalesce(differing_count, case when round(left_amount, 2) <> round(right_amount, 2) then 1 else 0 end) > 0
            then 'differs'
        else 'ties'
    end as tie_state
from tied
order by tie_order
