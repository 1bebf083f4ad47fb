"""Reports of open items."""

from quarterdeck.reports.report import COMMON, Option, Report

_COLUMNS = (
    *("system", "company", "company_name", "party_id", "party", "document_type", "document_number"),
    *("instalment_number", "document_date", "posting_date", "due_date", "currency", "document_amount"),
    *("residual_amount", "company_currency", "residual_amount_company", "days_past_due", "bucket"),
    *("source_table", "source_key", "load_id"),
)
_OPTIONS = (
    *COMMON,
    Option("basis", "Age by due date or by document date.", "choice", ("due", "document"), "due"),
    Option(
        "detail",
        "A row a party and bucket (sums of instalments), a document (its last due date), or an instalment.",
        "choice",
        ("party", "document", "instalment"),
        "document",
    ),
    Option("buckets", "Upper bounds in days, such as 30,60,90,120.", "buckets"),
)
RECEIVABLES_AGING = Report(
    name="receivables-aging",
    description="What customers owe on a day, and how late it is: by party, document or instalment.",
    query="receivables/aging",
    columns=_COLUMNS,
    options=_OPTIONS,
)
PAYABLES_AGING = Report(
    name="payables-aging",
    description="What we owe suppliers on a day, and how late it is: by party, document or instalment.",
    query="payables/aging",
    columns=_COLUMNS,
    options=_OPTIONS,
)
