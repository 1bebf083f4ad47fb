-- The receivable and payable documents that a source row takes part in, and what of it is kept apart or doubted: what a
-- viewer must see before the row itself.
-- :param system: varchar — the source system
-- :param source_table: varchar — table of the source, as facts carry it
-- :param source_key: varchar — key of the row, as facts carry it
select distinct
    document_type,
    document_number
from marts.fct_receivable_effects
where system = $system and source_table = $source_table and source_key = $source_key
union
select distinct
    document_type,
    document_number
from marts.fct_receivable_balances
where system = $system and source_table = $source_table and source_key = $source_key
union
select distinct
    document_type,
    document_number
from marts.fct_payable_effects
where system = $system and source_table = $source_table and source_key = $source_key
union
select distinct
    document_type,
    document_number
from marts.fct_payable_balances
where system = $system and source_table = $source_table and source_key = $source_key
union
select distinct
    document_type,
    document_number
from audits.audit_exceptions
where system = $system and source_table = $source_table and source_key = $source_key
