with

settlements as (
    select * from {{ ref('int_open_item_settlements') }}
    where ledger_side = 'payable'
),

item_contracts as (
    select * from {{ ref('int_open_item_contracts') }}
),

terms as (
    select * from {{ ref('int_open_item_terms') }}
),

companies as (
    select * from {{ ref('companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

rates as (
    select * from {{ ref('funding_rates') }}
),

-- money that left before it had to; a bill is paid at its maturity, and offsetting costs nothing
early as (
    select
        settlements.settlement_key,
        greatest(
            0, coalesce(terms.rescheduled_due_date, settlements.due_date) - settlements.paid_date
        ) as early_days
    from settlements
    left join terms
        on settlements.item_key = terms.item_key and settlements.instalment_number = terms.instalment_number
    where settlements.settlement_medium = 'cash' and settlements.due_date is not null
),

final as (
    select
        settlements.settlement_key as payment_key,
        settlements.item_key,
        settlements.company_key,
        settlements.system || '|' || settlements.party_id as supplier_key,
        item_contracts.contract_key,
        settlements.counter_item_key,
        settlements.cash_document_key,
        settlements.bank_account_key,
        settlements.bill_key,
        settlements.system,
        settlements.account_id,
        settlements.document_type,
        settlements.document_number,
        settlements.instalment_number,
        coalesce(terms.line_class, 'trade') as line_class,
        settlements.settlement_medium,
        settlements.counter_document_type,
        settlements.counter_document_number,
        settlements.currency,
        settlements.settled_amount,
        settlements.settled_amount_company,
        early.early_days::integer as early_days,
        {{ round_money(
            'settlements.settled_amount_company * rates.annual_rate_pct * early.early_days / 365', 'currencies.minor_digits'
        ) }}::decimal(18, 3) as early_cost_amount_company,
        settlements.effect_date,
        settlements.paid_date,
        settlements.due_date,
        terms.rescheduled_due_date,
        settlements.document_date,
        settlements.recorded_at,
        settlements.source_table,
        settlements.source_key,
        settlements.load_id
    from settlements
    left join item_contracts on settlements.item_key = item_contracts.item_key
    left join terms
        on settlements.item_key = terms.item_key and settlements.instalment_number = terms.instalment_number
    left join early on settlements.settlement_key = early.settlement_key
    inner join companies on settlements.company_key = companies.company_key
    left join currencies on companies.currency = currencies.currency
    left join rates on companies.currency = rates.currency
)

select * from final
