-- What is to be collected as of a day: by customer, or by instalment with its promise, its dispute and who deals with it.
-- Debits only; what a customer has on account stands beside (unapplied), per customer. Late by the first agreed due date.
-- A promise is the newest that was made by the day; one that is not due yet is open. Amounts of the group are at the
-- day's rate; without a rate they are null.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
-- :param detail: varchar — customer or document
-- :param what: varchar — due (retention that is conditional left out), or open (all)
-- :param customer: varchar? — key, number or name of a customer; null: all
with

lines as (
    select
        balances.*,
        companies.company_code,
        companies.company_name,
        companies.currency as company_currency,
        (balances.residual_amount_company * rates.rate)::decimal(18, 2) as residual_amount_group,
        balances.due_date < $as_of as is_late,
        coalesce(balances.conditional_until_date > $as_of, false) as is_conditional
    from marts.fct_receivable_balances as balances
    inner join marts.dim_company as companies on balances.company_key = companies.company_key
    left join marts.fct_exchange_rates as rates
        on
            companies.currency = rates.from_currency
            and rates.from_date <= $as_of
            and $as_of < rates.until_date
    where
        balances.from_date <= $as_of
        and $as_of < balances.until_date
        and ($system is null or balances.system = $system)
        and ($company is null or $company in (companies.company_code, companies.company_name))
        and (
            $customer is null
            or balances.customer_key in (
                select customer_key from marts.dim_customer where $customer in (customer_key, customer_id, customer_name)
            )
        )
),

asked as (
    select * from lines
    where not is_credit and ($what = 'open' or (coalesce(due_date <= $as_of, true) and not is_conditional))
),

open_items as (
    select
        item_key,
        nullif(sum(residual_amount), 0) as residual_amount
    from lines
    where not is_credit
    group by item_key
),

credits as (
    select
        company_key,
        customer_key,
        sum(residual_amount_company) as unapplied_amount_company
    from lines
    where is_credit
    group by all
),

promises as (
    select
        *,
        case when outcome_date <= $as_of then promise_outcome else 'open' end as state
    from marts.fct_payment_promises
    where promise_date <= $as_of
),

broken as (
    select
        company_key,
        customer_key,
        count(*) filter (state = 'kept') as kept_count,
        count(*) filter (state in ('broken', 'partly_kept')) as broken_count
    from promises
    group by all
),

-- the newest of the instalment, of the item, or of all that the customer owes
newest_promises as (
    select distinct on (asked.item_key, asked.instalment_number)
        asked.item_key,
        asked.instalment_number,
        promises.*
        exclude (item_key, instalment_number)
    from asked
    inner join promises
        on
            asked.company_key = promises.company_key
            and asked.customer_key = promises.customer_key
            and coalesce(promises.item_key = asked.item_key, true)
            and coalesce(promises.instalment_number = asked.instalment_number, true)
    order by asked.item_key, asked.instalment_number, promises.promise_date desc, promises.payment_promise_key desc
),

open_disputes as (
    select distinct on (item_key)
        *
    from marts.fct_disputes
    where open_date <= $as_of and $as_of < until_date and item_key is not null
    order by item_key, open_date desc, dispute_key desc
),

last_receipts as (
    select
        company_key,
        customer_key,
        max(effect_date) as last_receipt_date
    from marts.fct_receipts
    where effect_date <= $as_of and settlement_medium in ('cash', 'bill') and settled_amount > 0
    group by all
),

last_contacts as (
    select
        company_key,
        customer_key,
        max(contact_date) as last_contact_date
    from (
        select company_key, customer_key, promise_date as contact_date from promises
        union all
        select company_key, customer_key, open_date as contact_date from marts.fct_disputes where open_date <= $as_of
    )
    group by all
),

stated as (
    select
        asked.*,
        contracts.contract_number,
        contracts.owner_name as owner,
        coalesce(newest_promises.employee_name, open_disputes.employee_name) as collector,
        newest_promises.promise_date,
        newest_promises.promised_date,
        newest_promises.promised_amount,
        newest_promises.state as promise_state,
        open_disputes.open_date as dispute_date,
        open_disputes.dispute_reason,
        -- what is disputed of the document, by instalment
        case
            when open_disputes.dispute_key is not null
                then
                    (
                        asked.residual_amount_company
                        * least(1, open_disputes.disputed_amount / open_items.residual_amount)
                    )::decimal(18, 2)
        end as disputed_amount_company
    from asked
    left join marts.dim_contract as contracts on asked.contract_key = contracts.contract_key
    left join newest_promises
        on asked.item_key = newest_promises.item_key and asked.instalment_number = newest_promises.instalment_number
    left join open_disputes on asked.item_key = open_disputes.item_key
    left join open_items on asked.item_key = open_items.item_key
),

shown as (
    select
        system,
        company_key,
        customer_key,
        company_code as company,
        company_name,
        company_currency,
        case $detail when 'document' then contract_number end as contract_number,
        case $detail when 'document' then document_type end as document_type,
        case $detail when 'document' then document_number end as document_number,
        case $detail when 'document' then instalment_number end as instalment_number,
        case $detail when 'document' then line_class end as line_class,
        case $detail when 'document' then document_date end as document_date,
        case $detail when 'document' then due_date end as line_due_date,
        case $detail when 'document' then rescheduled_due_date end as rescheduled_due_date,
        case $detail when 'document' then currency end as currency,
        case $detail when 'document' then sum(residual_amount) end::decimal(18, 3) as residual_amount,
        sum(residual_amount_company)::decimal(18, 3) as residual_amount_company,
        case when count(*) = count(residual_amount_group) then sum(residual_amount_group)::decimal(18, 3) end
            as residual_amount_group,
        coalesce(sum(residual_amount_company) filter (is_late), 0)::decimal(18, 3) as late_amount_company,
        coalesce(sum(disputed_amount_company), 0)::decimal(18, 3) as disputed_amount_company,
        coalesce(sum(residual_amount_company) filter (promise_state = 'open'), 0)::decimal(18, 3)
            as promised_amount_company,
        min(due_date) as first_due_date,
        greatest(0, $as_of - min(due_date))::integer as late_days,
        count(distinct item_key)::integer as document_count,
        max(promise_date) as promise_date,
        case $detail when 'document' then max(promised_date) else min(promised_date) filter (promise_state = 'open') end
            as promised_date,
        case $detail when 'document' then any_value(promise_state) end as promise_state,
        min(dispute_date) as dispute_date,
        string_agg(distinct dispute_reason, ', ' order by dispute_reason) as dispute_reason,
        string_agg(distinct owner, ', ' order by owner) as owner,
        arg_max(collector, (promise_date, collector)) as collector,
        case $detail when 'document' then item_key end as item_key,
        case $detail when 'document' then source_table end as source_table,
        case $detail when 'document' then source_key end as source_key,
        case $detail when 'document' then load_id end as load_id
    from stated
    group by all
)

select
    shown.*,
    customers.customer_id as party_id,
    customers.customer_name as party,
    customers.is_intercompany,
    case $detail when 'customer' then coalesce(-credits.unapplied_amount_company, 0)::decimal(18, 3) end
        as unapplied_amount_company,
    coalesce(broken.kept_count, 0)::integer as kept_promise_count,
    coalesce(broken.broken_count, 0)::integer as broken_promise_count,
    last_contacts.last_contact_date,
    last_receipts.last_receipt_date
from shown
inner join marts.dim_customer as customers on shown.customer_key = customers.customer_key
left join credits on shown.company_key = credits.company_key and shown.customer_key = credits.customer_key
left join broken on shown.company_key = broken.company_key and shown.customer_key = broken.customer_key
left join last_contacts
    on shown.company_key = last_contacts.company_key and shown.customer_key = last_contacts.customer_key
left join last_receipts
    on shown.company_key = last_receipts.company_key and shown.customer_key = last_receipts.customer_key
order by
    shown.late_amount_company desc,
    shown.residual_amount_company desc,
    shown.company,
    party,
    shown.customer_key,
    shown.line_due_date,
    shown.document_number,
    shown.instalment_number
