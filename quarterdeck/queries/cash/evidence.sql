-- The records behind one line of a bank statement: the statement's own, the document, the journal line.
-- :param as_of: date — the day
-- :param line: varchar — key of the line
-- :param company: varchar? — code of one company; null: all
-- :param system: varchar? — a source system; null: all
with

chosen as (
    select *
    from marts.fct_cash_movements
    where
        bank_line_key = $line
        and value_date <= $as_of
        and ($company is null or company_key = $company)
        and ($system is null or system = $system)
),

records as (
    select
        bank_line_key || '|statement' as evidence_key,
        'statement' as evidence_role,
        1 as display_order,
        bank_reference as document_number,
        value_date as document_date,
        currency,
        cash_amount as document_amount,
        system,
        source_table,
        source_key
    from chosen
    union all
    select
        evidence.cash_evidence_key as evidence_key,
        evidence.evidence_role,
        case evidence.evidence_role when 'document' then 2 else 3 end as display_order,
        evidence.document_number,
        evidence.document_date,
        evidence.currency,
        evidence.document_amount,
        evidence.system,
        evidence.source_table,
        evidence.source_key
    from marts.fct_cash_evidence as evidence
    inner join chosen on evidence.bank_line_key = chosen.bank_line_key
)

select *
from records
order by display_order
