"""Report of what may have been paid twice, and of parties that may have two records."""

from quarterdeck.reports.report import COMMON, Option, Report

DUPLICATES = Report(
    name="duplicates",
    description="What may have been paid twice, or which parties may be one: grade, reasons, who decided what.",
    query="duplicates/candidates",
    columns=(
        *("candidate_key", "system", "company", "company_name", "party", "kind", "grade", "score", "reasons", "status"),
        *("first_document_number", "first_posting_date", "document_number", "known_date", "currency", "stake_amount"),
        *("paid_again_amount", "company_currency", "stake_amount_company", "group_currency", "stake_amount_group"),
        *("decided_by", "decided_at", "decision_note", "source_table", "source_key", "load_id"),
    ),
    options=(
        *COMMON,
        Option(
            "kind",
            "Bills entered twice, payments made again, claims (these three unless you say), parties, or links of them.",
            "choice",
            ("bill", "payment", "claim", "party", "link"),
        ),
        Option("grade", "How sure it is.", "choice", ("certain", "probable", "possible")),
        Option("status", "What people decided.", "choice", ("open", "confirmed", "rejected")),
    ),
)
