-- Both statements in the currency that is shown: a company's own, or that of presentation, where eliminated is what companies
-- of ours sell and owe each other (shown). Income, assets positive; liabilities and equity positive too.
shown as (
    select
        cells.period,
        cells.statement,
        cells.company_key,
        cells.account_key,
        cells.department_key,
        cells.project_code,
        cells.section,
        cells.statement_line,
        cells.line_order,
        cells.is_bought_within,
        cells.part,
        companies.company_name,
        companies.currency as company_currency,
        case when $company is null then companies.presentation_currency else companies.currency end as shown_currency,
        (cells.sign * case when $company is null then cells.amount_group else cells.amount end)::decimal(24, 6) as shown,
        case when $company is null then cells.sign * cells.translation_group end::decimal(24, 6) as translated,
        case when $company is null then cells.sign * cells.elimination_group else 0 end::decimal(24, 6) as eliminated
    from (
        select
            * exclude (posting_date),
            'profit_and_loss' as statement,
            'own' as part,
            0 as translation_group,
            1 as sign
        from profit
        union all by name
        select
            * exclude (closing_group),
            'balance_sheet' as statement,
            case when section in ('liabilities', 'equity') then -1 else 1 end as sign
        from balance
    ) as cells
    inner join marts.dim_company as companies on cells.company_key = companies.company_key
    where $company is null or cells.company_key = $company
),
