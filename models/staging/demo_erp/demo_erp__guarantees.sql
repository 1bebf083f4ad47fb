select
    system || '|' || guarantee_id as guarantee_key,
    system,
    guarantee_id,
    company_id,
    -- this ERP knows only those that our banks gave
    'given' as guarantee_side,
    case
        when guarantee_kind = 'advance' then 'advance_payment'
        when guarantee_kind in ('bid', 'performance', 'warranty') then guarantee_kind
        when guarantee_kind is not null then 'other'
    end as guarantee_kind,
    guarantee_number,
    system || '|' || customer_id as customer_key,
    null::varchar as supplier_key,
    contract_number,
    system || '|' || bank_account_id as margin_bank_account_key,
    {{ known_word('guarantee_status', ['issued', 'extended', 'released'], 'unknown') }} as guarantee_status,
    currency,
    guarantee_amount,
    margin_amount,
    issue_date,
    expiry_date,
    release_date,
    created_at as recorded_at,
    'guarantee' as source_table,
    guarantee_id as source_key,
    load_id
from {{ ref('stg_demo_erp__guarantee') }}
