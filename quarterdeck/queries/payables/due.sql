-- What must be paid, and when, as of a day: by week, by supplier, or by document.
-- Invoices (trade) and their retention apart, bills that we issued by their maturity, and credits of ours with suppliers.
-- Paid by the day to which it was rescheduled, else by the one first agreed. Conditional retention is not due before its
-- event. Suppliers' disputes are kept by no system. Amounts of the group are at the day's rate; without one they are null.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
-- :param detail: varchar — week, supplier or document
with

obligations as (
    select
        *,
        coalesce(conditional_until_date > $as_of, false) as is_conditional
    from marts.fct_payment_obligations
    where from_date <= $as_of and $as_of < until_date
),

stated as (
    select
        obligations.*,
        companies.company_code as company,
        companies.company_name,
        companies.currency as company_currency,
        (obligations.open_amount_company * rates.rate)::decimal(18, 2) as open_amount_group,
        case
            when obligations.obligation_kind = 'credit' then 'credit'
            when obligations.due_date is null then 'no due date'
            when obligations.due_date < $as_of then 'overdue'
            else 'due'
        end as due_state,
        case
            when obligations.obligation_kind <> 'credit' and obligations.due_date >= $as_of
                then date_trunc('week', obligations.due_date)::date
        end as week_start_date
    from obligations
    inner join marts.dim_company as companies on obligations.company_key = companies.company_key
    left join marts.fct_exchange_rates as rates
        on
            companies.currency = rates.from_currency
            and rates.from_date <= $as_of
            and $as_of < rates.until_date
    where
        ($system is null or obligations.system = $system)
        and ($company is null or $company in (companies.company_code, companies.company_name))
),

shown as (
    select
        company,
        company_name,
        company_currency,
        obligation_kind,
        due_state,
        case when $detail <> 'supplier' then week_start_date end as week_start_date,
        case when $detail <> 'week' then stated.supplier_key end as supplier_key,
        case when $detail = 'document' then stated.system end as system,
        case when $detail = 'document' then contracts.contract_number end as contract_number,
        case when $detail = 'document' then document_type end as document_type,
        case when $detail = 'document' then document_number end as document_number,
        case when $detail = 'document' then instalment_number end as instalment_number,
        case when $detail = 'document' then document_date end as document_date,
        case when $detail = 'document' then agreed_due_date end as agreed_due_date,
        case when $detail = 'document' then stated.currency end as currency,
        case when $detail = 'document' then document_key end as document_key,
        case when $detail = 'document' then stated.source_table end as source_table,
        case when $detail = 'document' then stated.source_key end as source_key,
        case when $detail = 'document' then stated.load_id end as load_id,
        case when $detail = 'document' then sum(open_amount) end::decimal(18, 3) as open_amount,
        sum(open_amount_company)::decimal(18, 3) as open_amount_company,
        case when count(*) = count(open_amount_group) then sum(open_amount_group)::decimal(18, 3) end
            as open_amount_group,
        coalesce(sum(open_amount_company) filter (is_conditional), 0)::decimal(18, 3) as conditional_amount_company,
        min(due_date) as due_date,
        (min(due_date) - $as_of)::integer as days_until_due,
        count(distinct document_key)::integer as document_count
    from stated
    left join marts.dim_contract as contracts on stated.contract_key = contracts.contract_key
    group by all
)

select
    shown.*,
    suppliers.supplier_id as party_id,
    suppliers.supplier_name as party,
    suppliers.is_intercompany
from shown
left join marts.dim_supplier as suppliers on shown.supplier_key = suppliers.supplier_key
order by
    shown.company,
    list_position(['overdue', 'due', 'no due date', 'credit'], shown.due_state),
    shown.week_start_date,
    shown.due_date,
    party,
    shown.obligation_kind,
    shown.document_number,
    shown.instalment_number
