"""Reports of collecting, of what may be lost, and of what is to be paid."""

from quarterdeck.reports.report import AS_OF, COMMON, COMPANY, Option, Report

_LINEAGE = ("source_table", "source_key", "load_id")
_MONTHS = Option("months", "How many months back.", "number", default=12, lowest=1)

COLLECTIONS = Report(
    name="collections",
    description="What is to be collected on a day: how late, what was promised, what is disputed, who deals with it.",
    query="receivables/collections",
    columns=(
        *("system", "company", "company_name", "party_id", "party", "is_intercompany", "contract_number"),
        *("document_type", "document_number", "instalment_number", "line_class", "document_date", "first_due_date"),
        *("rescheduled_due_date", "late_days", "currency", "residual_amount", "company_currency"),
        *("residual_amount_company", "late_amount_company", "disputed_amount_company", "promised_amount_company"),
        *("unapplied_amount_company", "residual_amount_group", "document_count", "promise_date", "promised_date"),
        *("promise_state", "kept_promise_count", "broken_promise_count", "dispute_date", "dispute_reason", "owner"),
        *("collector", "last_contact_date", "last_receipt_date"),
        *_LINEAGE,
    ),
    options=(
        *COMMON,
        Option("detail", "A row a customer, or an open instalment.", "choice", ("customer", "document"), "customer"),
        Option("what", "What is due, or all that is open.", "choice", ("due", "open"), "due"),
        Option(
            "customer",
            "Key, number or name of a customer.",
            known_by="receivables/known_customer",
            found_by="report receivables-aging lists numbers (party_id) and names",
        ),
    ),
)
COLLECTION_EFFECTIVENESS = Report(
    name="collection-effectiveness",
    description="How well was collected, per company and month: sales, receipts, overdue, effectiveness and index.",
    query="receivables/effectiveness",
    columns=(
        *("company", "company_name", "currency", "month_end_date", "opening_amount", "sales_amount", "receipts_amount"),
        *("closing_amount", "not_due_amount", "overdue_amount", "effectiveness_share", "index_share", "null_reason"),
    ),
    options=(AS_OF, COMPANY, _MONTHS),
)
RECEIVABLES_SETTLED = Report(
    name="receivables-settled",
    description="By what invoices were settled in the months up to a day: cash, bills by their state, offset.",
    query="receivables/settled",
    columns=(
        *("system", "company", "company_name", "party_id", "party", "is_intercompany", "document_number"),
        *("document_date", "company_currency", "settled_amount_company", "cash_amount_company"),
        *("bill_outstanding_amount_company", "bill_collected_amount_company", "bill_discounted_amount_company"),
        *("bill_endorsed_amount_company", "advance_amount_company", "offset_amount_company"),
        *("written_off_amount_company", "adjustment_amount_company"),
    ),
    options=(
        *COMMON,
        _MONTHS,
        Option(
            "detail",
            "A row a company, a customer, or a document.",
            "choice",
            ("company", "customer", "document"),
            "company",
        ),
    ),
)
EXPOSURE = Report(
    name="exposure",
    description="What may be lost with each customer, or golden party, on a day, its parts, limit, and what is left.",
    query="credit/exposure",
    columns=(
        *(
            "system",
            "party_id",
            "party",
            "record_count",
            "is_intercompany",
            "currency",
            "receivable_amount",
            "late_amount",
        ),
        *("delivered_unbilled_amount", "open_order_amount", "bill_amount", "bill_recourse_amount"),
        *("unapplied_amount", "advance_amount", "collateral_amount", "exposure_amount", "exposure_share"),
        *("credit_limit_amount", "credit_limit_currency", "limit_amount", "headroom_amount", "limit_state"),
        *_LINEAGE,
    ),
    options=(
        *COMMON,
        Option("detail", "A row a customer's record, or a golden party.", "choice", ("customer", "party"), "customer"),
    ),
)
EXPECTED_LOSS = Report(
    name="expected-loss",
    description="What is expected to be lost of third parties' debits, by how long they are late.",
    query="credit/loss",
    columns=("bucket_number", "debit_amount", "expected_loss_share", "expected_loss_amount"),
    options=(*COMMON, Option("buckets", "Upper bounds in days past due, such as 30,60,90,180.", "buckets")),
)
PAYABLES_DUE = Report(
    name="payables-due",
    description="What must be paid and when: by week, supplier or document; retention, bills and credits apart.",
    query="payables/due",
    columns=(
        *("system", "company", "company_name", "party_id", "party", "is_intercompany", "obligation_kind", "due_state"),
        *("week_start_date", "due_date", "agreed_due_date", "days_until_due", "contract_number", "document_type"),
        *("document_number", "instalment_number", "document_date", "currency", "open_amount", "company_currency"),
        *("open_amount_company", "conditional_amount_company", "open_amount_group", "document_count"),
        *_LINEAGE,
    ),
    options=(
        *COMMON,
        Option(
            "detail", "A row a week, a supplier, or a document.", "choice", ("week", "supplier", "document"), "week"
        ),
    ),
)
PAYABLES_PAID = Report(
    name="payables-paid",
    description="What was paid in the months up to a day, how early or late, and what paying early cost.",
    query="payables/paid",
    columns=(
        *("system", "company", "company_name", "party_id", "party", "is_intercompany", "document_number"),
        *("instalment_number", "payment_number", "due_date", "paid_date", "early_days", "company_currency"),
        *("paid_amount_company", "early_amount_company", "late_amount_company", "average_days_late"),
        *("early_cost_amount_company", *_LINEAGE),
    ),
    options=(
        *COMMON,
        _MONTHS,
        Option(
            "detail",
            "A row a company, a supplier, or a payment.",
            "choice",
            ("company", "supplier", "payment"),
            "supplier",
        ),
    ),
)
