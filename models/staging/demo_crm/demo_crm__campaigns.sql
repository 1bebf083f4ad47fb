select
    system || '|' || campaign_id as campaign_key,
    system,
    campaign_id,
    company_id,
    campaign_name,
    {{ known_word(
        'campaign_type',
        ['exhibition', 'seminar', 'mailing', 'advertisement'],
        'other'
    ) }} as campaign_type,
    currency,
    budget_amount,
    start_date,
    end_date,
    created_at as recorded_at,
    'campaign' as source_table,
    campaign_id as source_key,
    load_id
from {{ ref('stg_demo_crm__campaign') }}
