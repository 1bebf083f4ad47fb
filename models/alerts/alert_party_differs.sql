with

rules as (
    {{ rule_with('party_differs', ['least_score']) }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

-- a head office and its branch are two, whatever else they share
records as (
    select
        *,
        party_record_key in (select party_record_key from {{ ref('int_party_names') }} where is_branch) as is_branch
    from {{ ref('int_party_records') }}
),

pairs as (
    select
        if(first_account.record_type = 'account', pairs.first_key, pairs.second_key) as account_key,
        if(first_account.record_type = 'account', pairs.second_key, pairs.first_key) as customer_key,
        pairs.*
    from {{ ref('int_party_pairs') }} as pairs
    inner join records as first_account on pairs.first_key = first_account.party_record_key
),

candidates as (
    select * from {{ ref('fct_duplicate_candidates') }}
    where candidate_kind = 'link' and status <> 'rejected'
),

-- whoever has a partner of the same tax number is not compared with one that is merely called alike
compared as (
    select
        crm_accounts.*,
        customers.record_name as customer_name,
        customers.tax_number as customer_tax_number,
        candidates.duplicate_candidate_key,
        candidates.score,
        candidates.status,
        crm_accounts.tax_reference <> customers.tax_reference as is_other_tax,
        crm_accounts.legal_name is not null
        and not coalesce(pairs.is_same_legal_name or pairs.is_same_core_name or pairs.is_name_begun, false) as is_other_name,
        coalesce(pairs.is_same_tax, false) as is_same_tax,
        bool_or(coalesce(pairs.is_same_tax, false)) over (partition by pairs.account_key, customers.system) as has_partner,
        bool_or(coalesce(pairs.is_same_tax, false)) over (partition by pairs.customer_key, crm_accounts.system)
            as is_partner_elsewhere
    from pairs
    inner join records as crm_accounts
        on pairs.account_key = crm_accounts.party_record_key and crm_accounts.record_type = 'account'
    inner join records as customers
        on
            pairs.customer_key = customers.party_record_key
            and customers.record_type = 'customer'
            and customers.has_name
            and crm_accounts.is_branch = customers.is_branch
    left join candidates
        on pairs.first_key = candidates.first_document_key and pairs.second_key = candidates.second_document_key
),

found as (
    select
        rules.rule || '|' || compared.duplicate_candidate_key as finding_key,
        rules.rule,
        'warning' as severity,
        case
            when compared.is_other_tax and compared.is_other_name then 'party_differs'
            when compared.is_other_tax then 'tax_number_differs'
            else 'legal_name_differs'
        end as subject_type,
        compared.duplicate_candidate_key as subject_key,
        compared.record_name as subject_name,
        rules.owner,
        0::decimal(18, 3) as stake_amount,
        companies.currency as stake_currency,
        json_object(
            'tax_number', compared.tax_number, 'legal_name', compared.legal_name,
            'customer', compared.customer_name, 'customer_tax_number', compared.customer_tax_number
        )::varchar as message_arguments,
        compared.company_key,
        compared.system,
        compared.source_table,
        compared.source_key,
        options.as_of_date
    from compared
    inner join {{ ref('companies') }} as companies on compared.company_key = companies.company_key
    cross join options
    cross join rules
    where
        (compared.is_other_tax or compared.is_other_name)
        and (compared.score >= rules.least_score or compared.status = 'confirmed')
        and (
            compared.is_same_tax
            or compared.status = 'confirmed'
            or not (compared.has_partner or compared.is_partner_elsewhere)
        )
),

final as (
    {{ as_findings('found') }}
)

select * from final
