-- Contracts on a day with their amounts and gaps: one row a contract, and one with a null contract_key, the total of all.
-- Settled is what money, offset and recovered advances have settled of what is billed; the gaps are those of page_gaps.
-- Amounts are without tax. Each contract's are converted from its currency at the rates of the day and rounded to the cent,
-- so that all parts add up; without a rate they are null.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system of contracts; null: all
-- :param side: varchar — sales or purchase
-- :param status: varchar? — not_signed, signed, performing, overdue, finished, closed, terminated, or expiring; null: all
-- :param ahead_days: integer — a contract that ends within so many days is expiring [default 90]
-- :param gap: varchar? — only contracts with this gap, see page_gaps; null: all
-- :param find: varchar? — a part of the number, the title or the other party; null: all
with

days as (
    select $as_of as as_of_date
),

-- :part positions

-- :part converted

listed as (
    select *
    from converted
    where
        (
            $find is null
            or contains(lower(contract_number), lower($find))
            or contains(lower(contract_title), lower($find))
            or contains(lower(party_name), lower($find))
        )
        and (
            $gap is null
            or case $gap
                when 'unbilled' then unbilled_amount
                when 'billed_ahead' then billed_ahead_amount
                when 'unsettled' then unsettled_amount
                when 'beyond_value' then beyond_value_amount
            end <> 0
        )
),

final as (
    select
        contract_key,
        case when contract_key is not null then any_value(contract_number) end as contract_number,
        case when contract_key is not null then any_value(contract_title) end as contract_title,
        case when contract_key is not null then any_value(party_name) end as party_name,
        case when contract_key is not null then any_value(company_name) end as company_name,
        case when contract_key is not null then any_value(owner_name) end as owner_name,
        case when contract_key is not null then any_value(status) end as status,
        case when contract_key is not null then any_value(end_date) end as end_date,
        case when contract_key is not null then any_value(is_intercompany) end as is_intercompany,
        case when contract_key is not null then any_value(is_expiring) end as is_expiring,
        case when bool_and(worth_amount is not null) then sum(worth_amount) end::decimal(18, 3) as worth_amount,
        case when bool_and(performed_amount is not null) then sum(performed_amount) end::decimal(18, 3) as performed_amount,
        case when bool_and(billed_amount is not null) then sum(billed_amount) end::decimal(18, 3) as billed_amount,
        case when bool_and(settled_amount is not null) then sum(settled_amount) end::decimal(18, 3) as settled_amount,
        case when bool_and(unbilled_amount is not null) then sum(unbilled_amount) end::decimal(18, 3) as unbilled_amount,
        case when bool_and(billed_ahead_amount is not null) then sum(billed_ahead_amount) end::decimal(18, 3) as billed_ahead_amount,
        case when bool_and(unsettled_amount is not null) then sum(unsettled_amount) end::decimal(18, 3) as unsettled_amount,
        case when bool_and(beyond_value_amount is not null) then sum(beyond_value_amount) end::decimal(18, 3) as beyond_value_amount,
        count(*) as contract_count
    from listed
    group by grouping sets ((contract_key), ())
    having count(*) > 0
)

select * from final
