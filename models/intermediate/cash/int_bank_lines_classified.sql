with

bank_lines as (
    select * from {{ ref('bank_lines') }}
),

bank_accounts as (
    select * from {{ ref('bank_accounts') }}
),

matches as (
    select * from {{ ref('int_bank_line_matches') }}
),

documents as (
    select * from {{ ref('int_paid_document_events') }}
    union all by name
    select * from {{ ref('int_treasury_events') }}
),

entries as (
    select * from {{ ref('int_bank_entries') }}
),

claims as (
    select * from {{ ref('int_bank_line_claims') }}
),

rules as (
    select * from {{ ref('cash_category_rules') }}
),

-- what explains a line: a document before a claim before the account against which it is booked
explained as (
    select
        bank_lines.bank_line_key,
        documents.* exclude (event_key, bank_account_key, event_date, event_amount, event_reference, document_key),
        coalesce(documents.document_key, claims.expense_claim_key) as document_key,
        claims.employee_key,
        entries.ledger_entry_key,
        entries.account_class,
        entries.account_name,
        case when bank_lines.line_amount < 0 then 'out' else 'in' end as direction,
        case
            when documents.event_key is not null then documents.event_kind
            when claims.expense_claim_key is not null then 'claim'
            when entries.event_key is not null then 'ledger'
        end as matched_by,
        case when documents.event_key is not null then documents.event_detail else entries.account_class end
            as matched_detail,
        coalesce({{ plain_name('bank_lines.counterparty_name') }}, '')
        in ('', {{ plain_name('bank_accounts.bank_name') }}) as is_bank_party
    from bank_lines
    inner join bank_accounts on bank_lines.bank_account_key = bank_accounts.bank_account_key
    left join matches as document_matches
        on bank_lines.bank_line_key = document_matches.bank_line_key and document_matches.matched_to = 'document'
    left join documents on document_matches.event_key = documents.event_key
    left join matches as ledger_matches
        on bank_lines.bank_line_key = ledger_matches.bank_line_key and ledger_matches.matched_to = 'ledger'
    left join entries on ledger_matches.event_key = entries.event_key
    left join claims on bank_lines.bank_line_key = claims.bank_line_key
),

final as (
    select
        explained.*,
        coalesce(rules.category, 'unexplained') as category,
        case
            when rules.category is not null then null
            when explained.matched_by is null then 'not_booked'
            when not explained.is_bank_party then 'outsider_without_document'
            else 'no_document'
        end as unexplained_reason
    from explained
    left join rules
        on
            explained.matched_by = rules.matched_by
            and (rules.matched_detail is null or explained.matched_detail = rules.matched_detail)
            and (rules.direction is null or explained.direction = rules.direction)
            and (
                rules.account_name_pattern is null
                or regexp_matches(lower(explained.account_name), rules.account_name_pattern)
            )
            and (explained.is_bank_party or not rules.needs_bank_party)
    qualify row_number() over (partition by explained.bank_line_key order by rules.rule_order) = 1
)

select * from final
