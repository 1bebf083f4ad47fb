with

entries as (
    select * from {{ ref('fct_ledger_entries') }}
),

accounts as (
    select * from {{ ref('dim_account') }}
    where statement_kind in ('balance_sheet', 'profit_and_loss')
),

lines as (
    select
        entries.*,
        accounts.statement_kind,
        accounts.section,
        accounts.statement_line,
        accounts.line_order,
        coalesce(accounts.account_type = 'equity', false) or accounts.statement_kind = 'profit_and_loss' as is_historic,
        entries.counterparty_company_key is not null as is_intercompany
    from entries
    inner join accounts on entries.account_key = accounts.account_key
),

movements as (
    select
        *,
        false as is_bought_within,
        ledger_amount_company as movement_amount_company,
        ledger_amount_group as movement_amount_group,
        case
            when
                is_intercompany and statement_line in (
                    'receivables', 'advances_paid', 'other_receivables', 'loans', 'payables', 'advances_received',
                    'contract_liabilities', 'other_payables', 'goods_received_not_invoiced'
                )
                then -ledger_amount_company
            else 0
        end as elimination_amount_company,
        case
            when is_intercompany and statement_kind = 'profit_and_loss' and statement_line <> 'exchange_differences'
                then -ledger_amount_group
            else 0
        end as elimination_amount_group
    from lines
    union all by name
    -- bought from a company of ours into stock or assets: the group's books show it as if it were cost of sales
    select
        * replace (
            'profit_and_loss' as statement_kind,
            'gross_profit' as section,
            'cost_of_sales' as statement_line,
            61 as line_order,
            true as is_historic
        ),
        true as is_bought_within,
        0 as movement_amount_company,
        0 as movement_amount_group,
        0 as elimination_amount_company,
        -ledger_amount_group as elimination_amount_group
    from lines
    where is_intercompany and statement_line in ('inventories', 'fixed_assets')
),

final as (
    select
        company_key,
        account_key,
        department_key,
        project_code,
        counterparty_company_key,
        system,
        statement_kind,
        section,
        statement_line,
        line_order::integer as line_order,
        sum(movement_amount_company)::decimal(18, 3) as movement_amount_company,
        case when count(*) = count(movement_amount_group) then sum(movement_amount_group) end::decimal(24, 6)
            as movement_amount_group,
        sum(elimination_amount_company)::decimal(18, 3) as elimination_amount_company,
        case when count(*) = count(elimination_amount_group) then sum(elimination_amount_group) end::decimal(24, 6)
            as elimination_amount_group,
        is_historic,
        is_bought_within,
        is_closing,
        posting_date
    from movements
    group by all
)

select * from final
