-- Payables open on a day, aged by due date or document date, per party and bucket, document, or instalment.
-- A document is aged by its own due date (that of its last instalment), an instalment by its own; a party's
-- figures are the sums of its instalments. Days past due = as-of day − due date; not due when ≤ 0.
-- :param as_of: date — the day; effects posted on it count
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
-- :param basis: varchar — due or document
-- :param detail: varchar — party, document or instalment
-- :param buckets: integer[] — upper bounds of the buckets in days, rising
with

bounds as (
    select unnest($buckets) as upper_days
),

numbered_bounds as (
    select
        upper_days,
        coalesce(lag(upper_days) over (order by upper_days), 0) + 1 as lower_days,
        row_number() over (order by upper_days) as bucket_order
    from bounds
),

buckets as (
    select 0 as bucket_order, -10000000 as lower_days, 0 as upper_days, 'not due' as bucket
    union all
    select bucket_order, lower_days, upper_days, lower_days || '-' || upper_days as bucket
    from numbered_bounds
    union all
    select max(bucket_order) + 1, max(upper_days) + 1, 10000000, 'over ' || max(upper_days)
    from numbered_bounds
),

positions as (
    select
        balances.system,
        companies.company_code as company,
        companies.company_name,
        suppliers.supplier_id as party_id,
        suppliers.supplier_name as party,
        case when $detail <> 'party' then balances.document_type end as document_type,
        case when $detail <> 'party' then balances.document_number end as document_number,
        case when $detail = 'instalment' then balances.instalment_number end as instalment_number,
        case when $detail = 'instalment' then balances.line_type end as line_type,
        case when $detail <> 'party' then balances.document_date end as document_date,
        case when $detail <> 'party' then balances.posting_date end as posting_date,
        case $detail when 'document' then balances.document_due_date when 'instalment' then balances.due_date end
            as due_date,
        balances.currency,
        companies.currency as company_currency,
        case when $detail <> 'party' then balances.document_amount end as document_amount,
        balances.residual_amount,
        balances.residual_amount_company,
        $as_of - case
            when $basis = 'document' then balances.document_date
            when $detail = 'document' then balances.document_due_date
            else balances.due_date
        end as days_past_due,
        case when $detail <> 'party' then balances.item_key end as item_key,
        case when $detail <> 'party' then balances.account_id end as account_id,
        case when $detail <> 'party' then balances.source_table end as source_table,
        case when $detail <> 'party' then balances.source_key end as source_key,
        case when $detail <> 'party' then balances.load_id end as load_id
    from marts.fct_payable_balances as balances
    inner join marts.dim_company as companies on balances.company_key = companies.company_key
    inner join marts.dim_supplier as suppliers on balances.supplier_key = suppliers.supplier_key
    where
        balances.from_date <= $as_of
        and $as_of < balances.until_date
        and ($system is null or balances.system = $system)
        and ($company is null or companies.company_code = $company or companies.company_name = $company)
),

aged as (
    select
        positions.* exclude (days_past_due),
        case when $detail <> 'party' then positions.days_past_due end as days_past_due,
        coalesce(buckets.bucket, 'no due date') as bucket,
        coalesce(buckets.bucket_order, 1000) as bucket_order
    from positions
    left join buckets
        on positions.days_past_due >= buckets.lower_days and positions.days_past_due <= buckets.upper_days
),

final as (
    select
        system,
        company,
        company_name,
        party_id,
        party,
        document_type,
        document_number,
        instalment_number,
        line_type,
        document_date,
        posting_date,
        due_date,
        currency,
        document_amount,
        sum(residual_amount)::decimal(18, 3) as residual_amount,
        sum(residual_amount_company)::decimal(18, 3) as residual_amount_company,
        company_currency,
        days_past_due,
        bucket,
        bucket_order,
        item_key,
        account_id,
        source_table,
        source_key,
        load_id
    from aged
    group by all
    having sum(residual_amount) <> 0 or sum(residual_amount_company) <> 0
)

select * exclude (bucket_order)
from final
order by company, party, party_id, due_date nulls last, document_number, instalment_number, bucket_order
