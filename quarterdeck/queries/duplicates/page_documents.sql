-- The documents of one candidate, the first side above the second: each document, and what was paid for it.
-- :param as_of: date — the day; documents that count in the books by then
-- :param candidate: varchar — key of the candidate
select
    documents.duplicate_document_key,
    documents.side,
    documents.document_class,
    documents.document_number,
    documents.reference,
    documents.einvoice_number,
    documents.document_date,
    documents.posting_date,
    documents.recorded_at,
    documents.document_amount,
    documents.net_amount,
    documents.currency,
    coalesce(documents.party_name, suppliers.supplier_name, employees.employee_name) as party_name,
    companies.company_name,
    documents.system,
    documents.source_table,
    documents.source_key
from marts.fct_duplicate_documents as documents
inner join marts.dim_company as companies on documents.company_key = companies.company_key
left join marts.dim_supplier as suppliers on documents.supplier_key = suppliers.supplier_key
left join marts.dim_employee as employees on documents.employee_key = employees.employee_key
where documents.duplicate_candidate_key = $candidate and documents.posting_date <= $as_of
order by documents.document_class = 'payment', documents.side, documents.posting_date, documents.document_key
