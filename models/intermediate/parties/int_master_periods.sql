with

versions as (
    select * from {{ ref('master_versions') }}
),

changes_of_accounts as (select * from {{ ref('payee_account_changes') }}),

-- the first version stands for the time before it too, and says so; of several of one day the last counts
stated as (
    select
        *,
        changed_date as from_date,
        false as is_assumed
    from versions
    where not is_deleted
    qualify row_number() over (partition by master_type, master_key, changed_date order by load_id desc) = 1
    union all
    select
        *,
        date '0001-01-01' as from_date,
        true as is_assumed
    from versions
    where not is_deleted
    qualify row_number() over (partition by master_type, master_key order by changed_date, load_id) = 1
),

periods as (
    select
        *,
        lead(from_date, 1, date '9999-12-31') over (partition by master_type, master_key order by from_date) as until_date
    from stated
),

-- the source's own history of suppliers' accounts, in which the first change says what stood before it
accounts as (
    select
        supplier_key,
        change_date as from_date,
        new_account_number as account_number
    from changes_of_accounts
    qualify row_number() over (partition by supplier_key, change_date order by payee_account_change_key desc) = 1
    union all
    select
        supplier_key,
        date '0001-01-01' as from_date,
        old_account_number as account_number
    from changes_of_accounts
    qualify row_number() over (partition by supplier_key order by change_date, payee_account_change_key) = 1
),

account_periods as (
    select
        'supplier' as master_type,
        supplier_key as master_key,
        account_number,
        from_date,
        lead(from_date, 1, date '9999-12-31') over (partition by supplier_key order by from_date) as until_date
    from accounts
),

cut as (
    select
        periods.* exclude (from_date, until_date, bank_account_number),
        coalesce(account_periods.account_number, periods.bank_account_number) as bank_account_number,
        greatest(periods.from_date, coalesce(account_periods.from_date, periods.from_date)) as from_date
    from periods
    left join account_periods
        on
            periods.master_type = account_periods.master_type
            and periods.master_key = account_periods.master_key
            and periods.from_date < account_periods.until_date
            and periods.until_date > account_periods.from_date
),

-- what was landed anew with all attributes as they were begins no period
changes as (
    select
        *,
        row(
            is_assumed, master_name, master_group, job_title, company_key, parent_key, manager_employee_key, country,
            tax_number, payment_terms_days, credit_limit_amount, credit_limit_currency, bank_account_number, is_active
        ) as attributes
    from cut
    qualify attributes is distinct from lag(attributes) over (partition by master_type, master_key order by from_date)
),

gone as (
    select
        master_type,
        master_key,
        max(changed_date) filter (is_deleted) as deleted_date
    from versions
    group by all
    having max(load_id) = max(load_id) filter (is_deleted)
),

final as (
    select
        changes.* exclude (attributes),
        lead(changes.from_date, 1, date '9999-12-31') over (
            partition by changes.master_type, changes.master_key order by changes.from_date
        ) as until_date,
        gone.deleted_date
    from changes
    left join gone on changes.master_type = gone.master_type and changes.master_key = gone.master_key
)

select * from final
