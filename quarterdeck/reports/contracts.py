"""Reports of contracts."""

from quarterdeck.reports.report import COMMON, Option, Report

_SIDE = Option("side", "Contracts with customers, or with suppliers.", "choice", ("sales", "purchase"))
CONTRACT_LEDGER = Report(
    name="contract-ledger",
    description="Contracts as of a day: signed, changed, worth, asked for, billed, settled, open; status and owner.",
    query="contracts/ledger",
    columns=(
        *("system", "company", "company_name", "side", "contract_number", "contract_title", "category", "party"),
        *("is_intercompany", "owner", "status", "applied_date", "signed_date", "begin_date", "end_date"),
        *("finished_date", "currency", "signed_net_amount", "signed_gross_amount", "changed_gross_amount"),
        *("change_count", "ended_gross_amount", "net_amount", "gross_amount", "pending_gross_amount"),
        *("submitted_gross_amount", "audited_gross_amount", "advance_paid_amount", "advance_open_amount"),
        *("billed_gross_amount", "settled_gross_amount", "open_gross_amount", "unapplied_amount"),
        *("other_currency_count", "source_table", "source_key", "load_id"),
    ),
    options=(*COMMON, _SIDE),
)
_CONTRACT = Option(
    "contract",
    "Number or key of one contract.",
    known_by="contracts/known",
    found_by="contract-ledger lists contracts by number",
)
CONTRACT_MATCHING = Report(
    name="contract-matching",
    description="Value, performance, invoices and money of contracts as of a day, and the gaps between them, by line.",
    query="contracts/matching",
    columns=(
        *("system", "company", "company_name", "side", "contract_number", "contract_title", "party"),
        *("is_intercompany", "owner", "line_kind", "line_number", "line_title", "line_document_number"),
        *("document_type", "document_number", "effect_date", "currency", "value_net_amount"),
        *("performed_net_amount", "invoiced_net_amount", "settled_net_amount", "recovered_net_amount"),
        *("retained_net_amount", "unbilled_net_amount", "billed_ahead_net_amount", "unsettled_net_amount"),
        *("beyond_value_net_amount", "source_table", "source_key", "load_id"),
    ),
    options=(
        *COMMON,
        _SIDE,
        _CONTRACT,
        Option(
            "detail",
            "A row a contract, a line, or a document behind a line with a gap.",
            "choice",
            ("contract", "line", "document"),
            "contract",
        ),
    ),
)
CONTRACT_MILESTONES = Report(
    name="contract-milestones",
    description="Milestones of contracts as of a day: planned, reached, billed and paid, and how late each is.",
    query="contracts/milestones",
    columns=(
        *("system", "company", "company_name", "side", "contract_number", "contract_title", "party"),
        *("is_intercompany", "owner", "milestone_number", "kind", "status", "planned_date", "reached_date"),
        *("days_late", "due_date", "days_overdue", "currency", "gross_amount", "stage_net_amount"),
        *("invoiced_net_amount", "unbilled_net_amount", "days_unbilled", "settled_amount", "open_amount"),
        *("last_invoiced_date", "last_settled_date", "source_table", "source_key", "load_id"),
    ),
    options=(
        *COMMON,
        _SIDE,
        _CONTRACT,
        Option(
            "status",
            "Only those of one status: late is not reached in time, overdue reached and not paid in time.",
            "choice",
            ("planned", "late", "reached", "billed", "overdue", "settled", "cancelled"),
        ),
    ),
)
