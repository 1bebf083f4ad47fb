with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'cost_parked' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

costs as (
    select * from {{ ref('int_parked_costs') }}
),

companies as (
    select * from {{ ref('dim_company') }}
),

found as (
    select
        rules.rule || '|' || costs.ledger_entry_key as finding_key,
        rules.rule,
        'warning' as severity,
        'cost_against_' || costs.parked_against as subject_type,
        costs.ledger_entry_key as subject_key,
        concat_ws(' ', entries.document_number, cost_accounts.account_name) as subject_name,
        rules.owner,
        costs.amount_company as stake_amount,
        companies.currency as stake_currency,
        json_object(
            'department_key', entries.department_key,
            'account_key', entries.account_key,
            'booked_on', coalesce(costs.booked_on, '–'), 'belongs_to', coalesce(costs.belongs_to, '–'),
            'posted', costs.posting_date
        )::varchar as message_arguments,
        costs.company_key,
        entries.system,
        -- what is moved there and back is the entry, where a source keeps a row of it beside its lines
        case
            when costs.parked_against = 'there_and_back' and entries.source_table = 'journal_line' then 'journal_entry'
            else entries.source_table
        end as source_table,
        case
            when costs.parked_against = 'there_and_back' and entries.source_table = 'journal_line'
                then split_part(entries.journal_entry_key, '|', 2)
            else entries.source_key
        end as source_key,
        options.as_of_date
    from costs
    inner join {{ ref('ledger_entries') }} as entries on costs.ledger_entry_key = entries.ledger_entry_key
    inner join companies on costs.company_key = companies.company_key
    left join {{ ref('dim_account') }} as cost_accounts on entries.account_key = cost_accounts.account_key
    cross join options
    cross join rules
    where costs.posting_date <= options.as_of_date and costs.amount_company >= coalesce(rules.minimum_amount, 0)
),

final as (
    {{ as_findings('found') }}
)

select * from final
