with

bids as (
    select * from {{ union_kinds('bids') }}
),

tenders as (
    select * from {{ ref('tenders') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        bids.bid_key,
        bids.system,
        bids.bid_id,
        bids.tender_key,
        tenders.company_id,
        tenders.company_key,
        bids.supplier_key,
        bids.party_name,
        bids.party_tax_number,
        bids.contact_name,
        bids.contact_phone,
        bids.submitted_from,
        bids.bond_payer_name,
        bids.bond_account_number,
        tenders.currency,
        {{ round_money('bids.gross_amount', 'currencies.minor_digits') }} as gross_amount,
        {{ round_money('bids.bond_amount', 'currencies.minor_digits') }} as bond_amount,
        bids.price_score,
        bids.technical_score,
        bids.commercial_score,
        bids.total_score,
        bids.is_valid,
        bids.is_winner,
        bids.bond_paid_date,
        bids.submitted_at,
        bids.recorded_at,
        bids.changed_at,
        bids.source_table,
        bids.source_key,
        bids.load_id
    from bids
    left join tenders on bids.tender_key = tenders.tender_key
    left join currencies on tenders.currency = currencies.currency
)

select * from final
