{% macro open_item_control(ledger_side) -%}
{#-
    The control of one side of the ledger: its control accounts beside the open items, cumulated to every month end,
    per system, company and currency. Open items are positive when they are owed, so payables turn the ledger's sign.

    ledger_side: receivable or payable.
-#}
{%- set ledger_sign = -1 if ledger_side == 'payable' else 1 -%}
with

ledger_entries as (
    select * from {{ ref('ledger_entries') }}
),

accounts as (
    select * from {{ ref('accounts') }}
    where account_class = '{{ ledger_side }}'
),

effects as (
    select * from {{ ref('fct_' ~ ledger_side ~ '_effects') }}
),

movements as (
    select
        ledger_entries.system,
        ledger_entries.company_key,
        ledger_entries.currency,
        last_day(ledger_entries.posting_date) as month_end_date,
        {{ ledger_sign }} * ledger_entries.ledger_amount as ledger_amount,
        {{ ledger_sign }} * ledger_entries.ledger_amount_company as ledger_amount_company,
        0::decimal(18, 3) as open_item_amount,
        0::decimal(18, 3) as open_item_amount_company
    from ledger_entries
    inner join accounts on ledger_entries.account_key = accounts.account_key
    union all
    select
        system,
        company_key,
        currency,
        last_day(effect_date) as month_end_date,
        0 as ledger_amount,
        0 as ledger_amount_company,
        effect_amount as open_item_amount,
        effect_amount_company as open_item_amount_company
    from effects
),

{{ compared_to_month_ends(['system', 'company_key', 'currency'], 'open_item') }}
{%- endmacro %}

{% macro compared_to_month_ends(keys, subject) -%}
{#-
    The end of a control's query: what `movements` hold of the ledger and of its subject, cumulated to every month end
    and compared. `movements` has the keys, month_end_date, ledger_amount, ledger_amount_company and the same of the
    subject.

    keys: columns of a control account.  subject: what is compared with it, such as open_item.
-#}
ledgers as (
    select distinct {{ keys | join(', ') }}
    from movements
),

month_ends as (
    select distinct month_end_date from movements
),

monthly as (
    select
        ledgers.*,
        month_ends.month_end_date,
        coalesce(sum(movements.ledger_amount), 0) as ledger_amount,
        coalesce(sum(movements.ledger_amount_company), 0) as ledger_amount_company,
        coalesce(sum(movements.{{ subject }}_amount), 0) as {{ subject }}_amount,
        coalesce(sum(movements.{{ subject }}_amount_company), 0) as {{ subject }}_amount_company
    from ledgers
    cross join month_ends
    left join movements
        on
            month_ends.month_end_date = movements.month_end_date
            {%- for key in keys %}
            and ledgers.{{ key }} = movements.{{ key }}
            {%- endfor %}
    group by all
),

cumulated as (
    select
        {{ keys | join(', ') }},
        month_end_date,
        (sum(ledger_amount) over to_date)::decimal(18, 3) as ledger_amount,
        (sum({{ subject }}_amount) over to_date)::decimal(18, 3) as {{ subject }}_amount,
        (sum(ledger_amount_company) over to_date)::decimal(18, 3) as ledger_amount_company,
        (sum({{ subject }}_amount_company) over to_date)::decimal(18, 3) as {{ subject }}_amount_company
    from monthly
    window to_date as (partition by {{ keys | join(', ') }} order by month_end_date)
),

final as (
    select
        *,
        ({{ subject }}_amount - ledger_amount)::decimal(18, 3) as difference_amount,
        ({{ subject }}_amount_company - ledger_amount_company)::decimal(18, 3) as difference_amount_company,
        {{ subject }}_amount = ledger_amount and {{ subject }}_amount_company = ledger_amount_company as is_equal
    from cumulated
)

select * from final
{%- endmacro %}
