-- The scorecard's newest day on or before the day, for the company or the group. It knows no systems: of one system it says
-- something only where no other has receivables there.
measured_days as (
    select max(months.reporting_date) as reporting_date
    from scorecard.receivable_months as months
    where months.reporting_date <= $as_of and months.scope_key = coalesce($company, '(group)')
),

measured_systems as (
    select $system is null or bool_and(movements.system = $system) as is_measured
    from marts.fct_receivable_movements as movements
    where $company is null or movements.company_key = $company
),
