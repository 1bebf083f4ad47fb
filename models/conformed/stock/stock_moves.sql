with

moves as (
    select * from {{ union_kinds('stock_moves') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

companies as (
    select * from {{ ref('companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        moves.stock_move_key,
        moves.system,
        moves.stock_move_id,
        moves.company_id,
        source_companies.company_key,
        moves.product_key,
        moves.warehouse_key,
        moves.delivery_key,
        moves.movement_kind,
        moves.contract_number,
        {{ reference_of('moves.contract_number') }} as contract_reference,
        moves.moved_quantity::decimal(28, 6) as moved_quantity,
        {{ round_money('moves.cost_amount_company', 'company_currencies.minor_digits') }} as cost_amount_company,
        moves.movement_date,
        moves.recorded_at,
        moves.source_table,
        moves.source_key,
        moves.load_id
    from moves
    left join source_companies
        on moves.system = source_companies.system and moves.company_id = source_companies.company_id
    left join companies on source_companies.company_key = companies.company_key
    left join currencies as company_currencies on companies.currency = company_currencies.currency
)

select * from final
