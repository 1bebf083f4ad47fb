-- Income (positive) and expenses (negative) of each period, closing entries left out. elimination takes out what companies
-- of ours sell each other: the seller's income, and the buyer's expense, or where the buyer took it into stock or among its
-- assets, cost of sales.
profit as (
    select
        movements.company_key,
        movements.account_key,
        movements.department_key,
        movements.project_code,
        movements.posting_date,
        movements.section,
        movements.statement_line,
        movements.line_order,
        movements.is_bought_within,
        periods.period,
        -movements.movement_amount_company as amount,
        -movements.movement_amount_group as amount_group,
        -movements.elimination_amount_group as elimination_group
    from marts.fct_statement_movements as movements
    inner join periods on movements.posting_date between periods.from_date and periods.to_date
    where
        movements.statement_kind = 'profit_and_loss'
        and not movements.is_closing
        and ($system is null or movements.system = $system)
        and (periods.department is null or movements.department_key = periods.department)
        and (periods.project is null or movements.project_code = periods.project)
),
