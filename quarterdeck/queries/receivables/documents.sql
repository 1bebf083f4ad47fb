-- The open documents of a customer (or of all) on a day: one row a document, or one an instalment, and before
-- them one with a null item_key, the total of all, also of those beyond `rows`.
-- A document's due date, days and bucket are those of its longest overdue open line (credits have none);
-- with a bucket given, only the lines in it count.
-- Bucket numbers: -1 unapplied credits, 0 not due, 1 and up the buckets of rising age, 1000 no due date.
-- Each open line is converted at the rate in force on the day and rounded to the cent, so that all parts add up;
-- without a rate the converted amounts are null.
-- :param as_of: date — the day; effects posted on it count
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param basis: varchar — due or document: the date from which buckets count
-- :param buckets: integer[] — upper bounds of the buckets in days, rising
-- :param customer: varchar? — key of the customer; null: all
-- :param bucket: integer? — only lines in this bucket; null: all
-- :param by_instalment: boolean — one row an instalment instead of a document [default false]
-- :param sort: varchar — number, type, company, document_date, posting_date, due_date, residual, shown or days [default 'days']
-- :param descending: boolean — largest or latest first [default true]
-- :param rows: integer — at most so many documents, beside the total [default 2000]
with

days as (
    select $as_of as as_of_date
),

-- :part positions

-- :part aged

listed as (
    select
        *,
        case when $by_instalment then instalment_number end as shown_instalment,
        case when $by_instalment then line_type end as shown_line_type
    from aged
    where
        ($customer is null or customer_key = $customer)
        and ($bucket is null or bucket_number = $bucket)
),

sums as (
    select
        item_key,
        shown_instalment as instalment_number,
        any_value(shown_line_type) as line_type,
        any_value(customer_key) as customer_key,
        any_value(customer_name) as customer_name,
        any_value(is_intercompany) as is_intercompany,
        any_value(company_key) as company_key,
        any_value(company_name) as company_name,
        any_value(company_currency) as company_currency,
        any_value(shown_currency) as shown_currency,
        any_value(document_type) as document_type,
        any_value(document_number) as document_number,
        any_value(document_date) as document_date,
        any_value(posting_date) as posting_date,
        min(due_date) as due_date,
        any_value(currency) as currency,
        count(distinct currency) = 1 as has_one_currency,
        count(distinct company_currency) = 1 as has_one_company_currency,
        any_value(document_amount) as document_amount,
        sum(residual_amount) as residual_amount,
        sum(residual_amount_company) as residual_amount_company,
        case when bool_and(shown_amount is not null) then sum(shown_amount) end as shown_amount,
        max(days_past_due) filter (where not is_credit) as days_past_due,
        coalesce(arg_max(bucket_number, coalesce(age_days, 0)) filter (where not is_credit), -1) as bucket_number,
        count(*) as line_count,
        count(distinct (item_key, shown_instalment)) as row_count
    from listed
    group by grouping sets ((item_key, shown_instalment), ())
),

final as (
    select
        item_key,
        instalment_number,
        case when item_key is not null then line_type end as line_type,
        case when item_key is not null then customer_key end as customer_key,
        case when item_key is not null then customer_name end as customer_name,
        case when item_key is not null then is_intercompany end as is_intercompany,
        case when item_key is not null then company_key end as company_key,
        case when item_key is not null then company_name end as company_name,
        shown_currency,
        case when item_key is not null then document_type end as document_type,
        case when item_key is not null then document_number end as document_number,
        case when item_key is not null then document_date end as document_date,
        case when item_key is not null then posting_date end as posting_date,
        case when item_key is not null then due_date end as due_date,
        case when has_one_currency then currency end as currency,
        case when item_key is not null then document_amount end as document_amount,
        case when has_one_currency then residual_amount::decimal(18, 3) end as residual_amount,
        case when has_one_company_currency then company_currency end as company_currency,
        case when has_one_company_currency then residual_amount_company::decimal(18, 3) end as residual_amount_company,
        shown_amount::decimal(18, 3) as shown_amount,
        case when item_key is not null then days_past_due end as days_past_due,
        case when item_key is not null then bucket_number end as bucket_number,
        line_count,
        row_count,
        case $sort
            when 'residual' then residual_amount
            when 'shown' then shown_amount
            when 'document_date' then document_date - date '1900-01-01'
            when 'posting_date' then posting_date - date '1900-01-01'
            when 'due_date' then due_date - date '1900-01-01'
            when 'days' then days_past_due
        end as sort_amount,
        case $sort when 'number' then document_number when 'type' then document_type when 'company' then company_name end
            as sort_text
    from sums
    where row_count > 0
)

select * exclude (sort_amount, sort_text)
from final
order by
    item_key is null desc,
    case when $descending then -sort_amount else sort_amount end nulls last,
    case when $descending then sort_text end desc,
    sort_text,
    document_number,
    instalment_number
limit $rows + 1
