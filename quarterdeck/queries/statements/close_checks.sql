-- What a month's close must look at: entries that do not balance or are not counted (errors), and what differs from the
-- ledger at the end of the month (a person may accept it). A row a check that found something.
-- :param as_of: date — last day of the month
with

found as (
    select
        'unbalanced entries' as finding,
        true as is_error,
        sum(unbalanced_count) as finding_count
    from audits.audit_journal
    where month_start_date <= $as_of
    union all
    select
        'journal lines on unknown accounts' as finding,
        true as is_error,
        sum(unknown_account_count) as finding_count
    from audits.audit_journal
    where month_start_date <= $as_of
    union all
    select
        'journal lines that could not be counted' as finding,
        true as is_error,
        sum(left_out_count) as finding_count
    from audits.audit_journal
    union all
    select
        'receivables that differ from the ledger' as finding,
        false as is_error,
        count(*) as finding_count
    from audits.audit_receivable_control
    where month_end_date = $as_of and not is_equal
    union all
    select
        'payables that differ from the ledger' as finding,
        false as is_error,
        count(*) as finding_count
    from audits.audit_payable_control
    where month_end_date = $as_of and not is_equal
    union all
    select
        'bank accounts that differ from the ledger' as finding,
        false as is_error,
        count(*) as finding_count
    from audits.audit_bank_control
    where from_date <= $as_of and $as_of < until_date and not is_equal
)

select
    finding,
    is_error,
    finding_count::integer as finding_count
from found
where finding_count > 0
order by is_error desc, finding
