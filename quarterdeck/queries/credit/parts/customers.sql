-- What may be lost with each customer, beside its limit. A limit that is not set is none, and is not zero.
by_customer as (
    select
        customer_key,
        customer_id,
        customer_name,
        is_intercompany,
        count(*) = count(shown_amount) as is_known,
        sum(shown_amount) as exposure_amount,
        sum(late_amount) as late_amount,
        coalesce(sum(shown_amount) filter (component = 'receivable'), 0) as receivable_amount,
        coalesce(sum(shown_amount) filter (component = 'delivered_unbilled'), 0) as delivered_unbilled_amount,
        coalesce(sum(shown_amount) filter (component = 'open_order'), 0) as open_order_amount,
        coalesce(sum(shown_amount) filter (component in ('bill', 'bill_recourse')), 0) as bill_amount,
        coalesce(sum(shown_amount) filter (component in ('unapplied', 'advance')), 0) as unapplied_amount,
        coalesce(sum(shown_amount) filter (component = 'collateral'), 0) as collateral_amount
    from exposures
    group by all
),

limited as (
    select
        by_customer.* exclude (
            exposure_amount, late_amount, receivable_amount, delivered_unbilled_amount, open_order_amount, bill_amount,
            unapplied_amount, collateral_amount
        ),
        case when by_customer.is_known then by_customer.exposure_amount end::decimal(18, 3) as exposure_amount,
        case when by_customer.is_known then by_customer.late_amount end::decimal(18, 3) as late_amount,
        case when by_customer.is_known then by_customer.receivable_amount end::decimal(18, 3) as receivable_amount,
        case when by_customer.is_known then by_customer.delivered_unbilled_amount end::decimal(18, 3)
            as delivered_unbilled_amount,
        case when by_customer.is_known then by_customer.open_order_amount end::decimal(18, 3) as open_order_amount,
        case when by_customer.is_known then by_customer.bill_amount end::decimal(18, 3) as bill_amount,
        case when by_customer.is_known then by_customer.unapplied_amount end::decimal(18, 3) as unapplied_amount,
        case when by_customer.is_known then by_customer.collateral_amount end::decimal(18, 3) as collateral_amount,
        limits.credit_limit_amount,
        limits.credit_limit_currency,
        limits.limit_amount,
        limits.limit_amount_group,
        case
            when limits.credit_limit_amount is null then 'none'
            when limits.limit_amount is null or not by_customer.is_known then 'unknown'
            when by_customer.exposure_amount > limits.limit_amount then 'over'
            else 'within'
        end as limit_state
    from by_customer
    left join limits on by_customer.customer_key = limits.customer_key
),
