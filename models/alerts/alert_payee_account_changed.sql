with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'payee_account_changed' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

suppliers as (
    select * from {{ ref('dim_supplier') }}
),

changes as (
    select * from {{ ref('payee_account_changes') }}
),

-- what was paid soon after a change that nobody but its author had confirmed by then
paid as (
    select
        changes.payee_account_change_key,
        documents.company_key,
        documents.currency,
        count(*) as payment_count,
        min(documents.posting_date) as paid_date,
        sum(documents.cash_amount) as cash_amount
    from changes
    cross join options
    cross join rules
    inner join {{ ref('cash_documents') }} as documents
        on
            changes.supplier_key = documents.supplier_key
            and changes.change_date <= documents.posting_date
            and documents.posting_date - changes.change_date <= rules.warning_days
    where
        documents.cash_direction = 'payment'
        and documents.medium = 'bank'
        and documents.document_status <> 'draft'
        and documents.posting_date <= options.as_of_date
        and not coalesce(
            changes.confirmed_by_employee_key <> changes.changed_by_employee_key
            and changes.confirmed_date <= documents.posting_date,
            false
        )
    group by all
),

found as (
    select
        concat_ws('|', rules.rule, paid.company_key, paid.currency, changes.payee_account_change_key) as finding_key,
        rules.rule,
        'critical' as severity,
        'payee_account_change' as subject_type,
        changes.payee_account_change_key as subject_key,
        suppliers.supplier_name as subject_name,
        rules.owner,
        paid.cash_amount as stake_amount,
        paid.currency as stake_currency,
        json_object(
            'changed', changes.change_date, 'paid', paid.paid_date, 'payment_count', paid.payment_count,
            'supplier_key', changes.supplier_key
        )::varchar as message_arguments,
        paid.company_key,
        changes.system,
        changes.source_table,
        changes.source_key,
        options.as_of_date
    from paid
    inner join changes on paid.payee_account_change_key = changes.payee_account_change_key
    inner join suppliers on changes.supplier_key = suppliers.supplier_key
    cross join options
    cross join rules
    where paid.company_key is not null
),

final as (
    {{ as_findings('found') }}
)

select * from final
