-- The trial balance of the span in the currency that is shown, the group's at the rates of posting dates (trial): debits
-- positive, what earlier years earned and nobody has moved to equity on a line of its own.
trial as (
    select
        entries.company_key,
        entries.account_key,
        entries.department_key,
        entries.project_code,
        entries.posting_date,
        case
            when accounts.statement_kind = 'profit_and_loss' and entries.posting_date < periods.year_start_date
                then 'earlier_results'
            else accounts.statement_line
        end as line_key,
        case
            when accounts.statement_kind = 'profit_and_loss' and entries.posting_date < periods.year_start_date then 510
            else accounts.line_order * 10
        end as line_place,
        entries.posting_date >= periods.from_date as is_of_span,
        case when $company is null then entries.ledger_amount_group else entries.ledger_amount_company end as trial_amount
    from marts.fct_ledger_entries as entries
    inner join marts.dim_account as accounts on entries.account_key = accounts.account_key
    inner join periods on periods.period = 'now' and entries.posting_date <= periods.to_date
    where
        $statement = 'trial_balance'
        and ($company is null or entries.company_key = $company)
        and ($system is null or entries.system = $system)
        and ($department is null or entries.department_key = $department)
        and ($project is null or entries.project_code = $project)
),
