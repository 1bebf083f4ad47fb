"""Report of what may have been paid twice."""

from quarterdeck.reports.report import COMMON, Option, Report

DUPLICATES = Report(
    name="duplicates",
    description="What may have been paid twice: candidates with grade, reasons, both documents, and who decided what.",
    query="duplicates/candidates",
    columns=(
        *("candidate_key", "system", "company", "company_name", "party", "kind", "grade", "score", "reasons", "status"),
        *("first_document_number", "first_posting_date", "document_number", "known_date", "currency", "stake_amount"),
        *("paid_again_amount", "company_currency", "stake_amount_company", "group_currency", "stake_amount_group"),
        *("decided_by", "decided_at", "decision_note", "source_table", "source_key", "load_id"),
    ),
    options=(
        *COMMON,
        Option("kind", "Bills entered twice, payments made again, or claims.", "choice", ("bill", "payment", "claim")),
        Option("grade", "How sure it is.", "choice", ("certain", "probable", "possible")),
        Option("status", "What people decided.", "choice", ("open", "confirmed", "rejected")),
    ),
)
