with

move_lines as (
    select * from {{ ref('stg_tryton__account_move_line') }}
),

moves as (
    select * from {{ ref('stg_tryton__account_move') }}
    where move_state = 'posted'
),

accounts as (
    select * from {{ ref('tryton__accounts') }}
),

companies as (
    select * from {{ ref('tryton__companies') }}
),

journals as (
    select * from {{ ref('stg_tryton__account_journal') }}
),

currencies as (
    select * from {{ ref('stg_tryton__currency_currency') }}
),

final as (
    select
        move_lines.system,
        move_lines.move_line_id,
        move_lines.move_id,
        moves.company_id::varchar as company_id,
        accounts.account_key,
        accounts.account_id,
        accounts.account_class,
        move_lines.party_id::varchar as party_id,
        moves.move_number,
        moves.posting_date,
        journals.journal_type,
        coalesce(move_lines.maturity_date, moves.posting_date) as due_date,
        coalesce(currencies.currency, companies.currency) as currency,
        -- a second currency's amount has the sign of the side in which it stands
        case
            when currencies.currency is null then move_lines.debit - move_lines.credit
            else sign(move_lines.debit - move_lines.credit) * abs(move_lines.amount_second_currency)
        end as amount,
        move_lines.debit - move_lines.credit as amount_company,
        coalesce(move_lines.line_description, moves.move_description) as description,
        move_lines.reconciliation_id,
        move_lines.created_at,
        move_lines.load_id
    from move_lines
    inner join moves on move_lines.system = moves.system and move_lines.move_id = moves.move_id
    inner join accounts on move_lines.system = accounts.system and move_lines.account_id::varchar = accounts.account_id
    left join journals on moves.system = journals.system and moves.journal_id = journals.journal_id
    left join companies on moves.system = companies.system and moves.company_id::varchar = companies.company_id
    left join currencies
        on move_lines.system = currencies.system and move_lines.second_currency_id = currencies.currency_id
)

select * from final
