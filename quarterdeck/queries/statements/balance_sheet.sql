-- The balance sheet on a day: assets positive, liabilities and equity negative, so that all rows add up to nothing, in
-- every column, if the books balance. amount is in the company's currency. In the group's currency balances stand at the rate of the day, equity
-- and results at the rates of their posting dates; what that leaves is the translation difference. elimination takes out
-- what companies of ours owe each other, and what they earned by each other; what does not agree in both books, and
-- profit on goods that they still hold, is the intercompany difference. Null: an exchange rate is missing.
-- :param as_of: date — the day
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
-- :param scope: varchar — company (a row a company) or group (their sum)
-- :param detail: varchar — line or account
with

year_start as (
    select min(fiscal.date_day) as from_date
    from marts.dim_date as fiscal
    inner join marts.dim_date as closing on closing.date_day = $as_of and fiscal.fiscal_year = closing.fiscal_year
),

chosen as (
    select
        companies.*,
        rates.rate as closing_rate
    from marts.dim_company as companies
    left join marts.fct_exchange_rates as rates
        on companies.currency = rates.from_currency and rates.from_date <= $as_of and $as_of < rates.until_date
    where $company is null or $company in (companies.company_code, companies.company_name)
),

entries as (
    select
        entries.*,
        accounts.account_type,
        accounts.statement_kind,
        accounts.section,
        accounts.statement_line,
        accounts.line_order,
        case when $detail = 'account' then accounts.account_number end as account_number,
        case when $detail = 'account' then accounts.account_name end as account_name,
        chosen.closing_rate
    from marts.fct_ledger_entries as entries
    inner join marts.dim_account as accounts on entries.account_key = accounts.account_key
    inner join chosen on entries.company_key = chosen.company_key
    where entries.posting_date <= $as_of and ($system is null or entries.system = $system)
),

balances as (
    select
        company_key,
        section,
        statement_line,
        line_order,
        account_number,
        account_name,
        ledger_amount_company as amount,
        closing_rate,
        case
            when account_type = 'equity' then ledger_amount_group else ledger_amount_company * closing_rate
        end as amount_group,
        case
            when
                counterparty_company_key is not null
                and statement_line in (
                    'receivables', 'advances_paid', 'other_receivables', 'loans', 'payables', 'advances_received',
                    'contract_liabilities', 'other_payables', 'goods_received_not_invoiced'
                )
                then -ledger_amount_company * closing_rate
            else 0
        end as elimination_group
    from entries
    where statement_kind = 'balance_sheet'
    union all by name
    select
        entries.company_key,
        'equity' as section,
        case when entries.posting_date >= year_start.from_date then 'result_of_the_year' else 'earlier_results' end
            as statement_line,
        case when entries.posting_date >= year_start.from_date then 52 else 51 end as line_order,
        entries.ledger_amount_company as amount,
        entries.closing_rate,
        entries.ledger_amount_group as amount_group,
        case
            when entries.counterparty_company_key is not null and entries.statement_line <> 'exchange_differences'
                then -entries.ledger_amount_group
            else 0
        end as elimination_group
    from entries
    cross join year_start
    where entries.statement_kind = 'profit_and_loss'
    union all by name
    -- bought from a company of ours into stock or assets: as if it were cost of sales
    select
        entries.company_key,
        'equity' as section,
        case when entries.posting_date >= year_start.from_date then 'result_of_the_year' else 'earlier_results' end
            as statement_line,
        case when entries.posting_date >= year_start.from_date then 52 else 51 end as line_order,
        0 as amount,
        entries.closing_rate,
        0 as amount_group,
        -entries.ledger_amount_group as elimination_group
    from entries
    cross join year_start
    where entries.counterparty_company_key is not null and entries.statement_line in ('inventories', 'fixed_assets')
),

rows as (
    select * from balances
    union all by name
    select
        company_key,
        'equity' as section,
        'translation_difference' as statement_line,
        53 as line_order,
        0 as amount,
        case
            when count(*) = count(amount_group) and count(*) = count(amount * closing_rate)
                then sum(amount * closing_rate) - sum(amount_group)
        end as amount_group,
        0 as elimination_group
    from balances
    group by all
    union all by name
    select
        company_key,
        'equity' as section,
        'intercompany_difference' as statement_line,
        54 as line_order,
        0 as amount,
        0 as amount_group,
        case when count(*) = count(elimination_group) then -sum(elimination_group) end as elimination_group
    from balances
    group by all
),

summed as (
    select
        case when $scope = 'company' then chosen.company_code end as company,
        case when $scope = 'company' then chosen.company_name end as company_name,
        rows.section,
        rows.statement_line,
        rows.line_order,
        rows.account_number,
        rows.account_name,
        case when $scope = 'company' then chosen.currency end as currency,
        chosen.presentation_currency,
        case when $scope = 'company' then sum(rows.amount) end as amount,
        case when count(*) = count(rows.amount_group) then sum(rows.amount_group) end as amount_group,
        case when count(*) = count(rows.elimination_group) then sum(rows.elimination_group) end as elimination_group,
        sum(rows.amount) <> 0 as is_booked,
        coalesce(sum(rows.amount * rows.closing_rate), 0) as imbalance_group
    from rows
    inner join chosen on rows.company_key = chosen.company_key
    group by all
),

-- each row is rounded by itself; the two differences take what that leaves, so that columns add up to nothing (or, of
-- books that do not balance, to what is missing)
rounded as (
    select
        *,
        round(summed.amount_group, 2)::decimal(24, 3) as own_amount,
        round(summed.elimination_group, 2)::decimal(24, 3) as own_elimination
    from summed
),

balanced as (
    select
        * exclude (amount_group, elimination_group),
        case
            when statement_line = 'translation_difference' and amount_group is not null
                then
                    own_amount - sum(own_amount) over (partition by company)
                    + round(sum(imbalance_group) over (partition by company), 2)
            else own_amount
        end as amount_group,
        case
            when statement_line = 'intercompany_difference' and elimination_group is not null
                then own_elimination - sum(own_elimination) over (partition by company)
            else own_elimination
        end as elimination_group
    from rounded
)

select
    company,
    company_name,
    section,
    statement_line as line,
    account_number,
    account_name,
    currency,
    amount::decimal(18, 3) as amount,
    presentation_currency,
    amount_group::decimal(24, 3) as amount_group,
    elimination_group::decimal(24, 3) as elimination_group,
    (amount_group + elimination_group)::decimal(24, 3) as consolidated_group
from balanced
where is_booked or coalesce(amount_group, 1) <> 0 or coalesce(elimination_group, 1) <> 0
order by company, line_order, account_number, account_name
