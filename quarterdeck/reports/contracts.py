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
        *("change_count", "net_amount", "gross_amount", "pending_gross_amount", "submitted_gross_amount"),
        *("audited_gross_amount", "advance_paid_amount", "advance_open_amount", "billed_gross_amount"),
        *("settled_gross_amount", "open_gross_amount", "unapplied_amount", "other_currency_count"),
        *("source_table", "source_key", "load_id"),
    ),
    options=(*COMMON, _SIDE),
)
