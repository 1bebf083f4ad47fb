select
    system || '|' || note_id as bill_key,
    system,
    note_id as bill_id,
    company_id,
    case note_side when 'receivable' then 'received' when 'payable' then 'issued' else 'unknown' end as bill_side,
    case note_kind when 'bank' then 'bank_acceptance' when 'commercial' then 'commercial' end as bill_kind,
    note_number as bill_number,
    system || '|' || customer_id as customer_key,
    system || '|' || supplier_id as supplier_key,
    acceptor as acceptor_name,
    {{ known_word(
        'note_status',
        ['held', 'endorsed', 'discounted', 'collected', 'issued', 'paid', 'dishonoured'],
        'unknown'
    ) }} as bill_status,
    currency,
    note_amount as bill_amount,
    issue_date,
    maturity_date,
    created_at as recorded_at,
    'note' as source_table,
    note_id as source_key,
    load_id
from {{ ref('stg_demo_erp__note') }}
