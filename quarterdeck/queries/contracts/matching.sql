-- Contracts as of a day: what they are worth, what is performed, billed and settled of it, and the gaps between, without
-- tax, in the contract's currency. Gaps are taken by line and go one way; a contract's are the sums of its lines'.
-- A row a contract, a line (with anything on it), or a document behind a line that has a gap.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system of contracts; null: all
-- :param side: varchar? — sales or purchase; null: both
-- :param contract: varchar? — number or key of a contract; null: all
-- :param detail: varchar — contract, line or document
with

chosen as (
    select
        contracts.*,
        companies.company_code,
        companies.company_name
    from marts.dim_contract as contracts
    inner join marts.dim_company as companies on contracts.company_key = companies.company_key
    where
        ($company is null or $company in (companies.company_code, companies.company_name))
        and ($system is null or contracts.system = $system)
        and ($side is null or contracts.contract_side = $side)
        and ($contract is null or $contract in (contracts.contract_number, contracts.contract_key))
),

positions as (
    select positions.*
    from marts.fct_contract_positions as positions
    inner join chosen on positions.contract_key = chosen.contract_key
    where positions.from_date <= $as_of and $as_of < positions.until_date
),

lines as (
    select
        contract_line_key,
        contract_key,
        any_value(line_number) as line_number,
        any_value(line_title) as line_title,
        any_value(line_document_number) as line_document_number
    from marts.fct_contract_movements
    group by all
),

by_contract as (
    select
        contract_key,
        sum(value_net_amount) as value_net_amount,
        sum(performed_net_amount) as performed_net_amount,
        sum(invoiced_net_amount) as invoiced_net_amount,
        sum(settled_net_amount) as settled_net_amount,
        sum(recovered_net_amount) as recovered_net_amount,
        sum(retained_net_amount) as retained_net_amount,
        sum(unbilled_net_amount) as unbilled_net_amount,
        sum(billed_ahead_net_amount) as billed_ahead_net_amount,
        sum(unsettled_net_amount) as unsettled_net_amount,
        sum(beyond_value_net_amount) as beyond_value_net_amount
    from positions
    where $detail = 'contract'
    group by all
),

by_line as (
    select
        positions.* exclude (company_key, currency, from_date, until_date),
        lines.line_number,
        lines.line_title,
        lines.line_document_number
    from positions
    inner join lines on positions.contract_line_key = lines.contract_line_key
    where $detail = 'line'
),

documents as (
    select
        movements.contract_key,
        movements.contract_line_key,
        movements.line_kind,
        movements.line_number,
        movements.line_title,
        movements.line_document_number,
        movements.document_type,
        movements.document_number,
        movements.effect_date,
        case when movements.measure = 'value' then movements.net_amount end as value_net_amount,
        case when movements.measure = 'performed' then movements.net_amount end as performed_net_amount,
        case when movements.measure = 'invoiced' then movements.net_amount end as invoiced_net_amount,
        case when movements.measure = 'settled' then movements.net_amount end as settled_net_amount,
        case when movements.measure = 'recovered' then movements.net_amount end as recovered_net_amount,
        case when movements.measure = 'retained' then movements.net_amount end as retained_net_amount,
        movements.system as row_system,
        movements.source_table as row_table,
        movements.source_key as row_key,
        movements.load_id as row_load
    from marts.fct_contract_movements as movements
    inner join positions on movements.contract_line_key = positions.contract_line_key
    where
        $detail = 'document'
        and movements.effect_date <= $as_of
        and (
            positions.unbilled_net_amount <> 0
            or positions.billed_ahead_net_amount <> 0
            or positions.unsettled_net_amount <> 0
            or positions.beyond_value_net_amount <> 0
        )
),

rows as (
    select * from by_contract
    union all by name
    select * from by_line
    union all by name
    select * from documents
)

select
    coalesce(rows.row_system, chosen.system) as system,
    chosen.company_code as company,
    chosen.company_name,
    chosen.contract_side as side,
    chosen.contract_number,
    chosen.contract_title,
    chosen.party_name as party,
    chosen.is_intercompany,
    chosen.owner_name as owner,
    rows.line_kind,
    rows.line_number,
    rows.line_title,
    rows.line_document_number,
    rows.document_type,
    rows.document_number,
    rows.effect_date,
    chosen.currency,
    rows.value_net_amount::decimal(18, 3) as value_net_amount,
    rows.performed_net_amount::decimal(18, 3) as performed_net_amount,
    rows.invoiced_net_amount::decimal(18, 3) as invoiced_net_amount,
    rows.settled_net_amount::decimal(18, 3) as settled_net_amount,
    rows.recovered_net_amount::decimal(18, 3) as recovered_net_amount,
    rows.retained_net_amount::decimal(18, 3) as retained_net_amount,
    rows.unbilled_net_amount::decimal(18, 3) as unbilled_net_amount,
    rows.billed_ahead_net_amount::decimal(18, 3) as billed_ahead_net_amount,
    rows.unsettled_net_amount::decimal(18, 3) as unsettled_net_amount,
    rows.beyond_value_net_amount::decimal(18, 3) as beyond_value_net_amount,
    rows.contract_key,
    rows.contract_line_key,
    coalesce(rows.row_table, chosen.source_table) as source_table,
    coalesce(rows.row_key, chosen.source_key) as source_key,
    coalesce(rows.row_load, chosen.load_id) as load_id
from rows
inner join chosen on rows.contract_key = chosen.contract_key
order by
    company, side, chosen.contract_number, rows.contract_key, rows.line_kind, rows.line_document_number, rows.line_number,
    rows.contract_line_key, rows.effect_date, rows.document_number, rows.document_type
