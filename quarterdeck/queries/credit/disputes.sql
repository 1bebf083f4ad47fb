-- Disputes that are open on a day, with what of their documents is open. A row each.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company, in its own currency; null: all, third parties, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param customer: varchar? — key of one customer; null: all
with

-- :part disputes

final as (
    select
        dispute_key,
        customer_key,
        customer_name,
        company_name,
        document_number,
        dispute_reason,
        open_date,
        open_days,
        currency,
        disputed_amount,
        open_amount,
        shown_amount,
        employee_name,
        system,
        source_table,
        source_key,
        load_id
    from disputes
    where $customer is null or customer_key = $customer
)

select * from final
