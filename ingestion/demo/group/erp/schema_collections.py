"""Tables of the ERP for the collection of receivables: disputes, and what customers promise to pay."""

from ingestion.demo.group.disputes import OUTCOMES, REASONS
from ingestion.demo.group.erp.schema_masters import CURRENCY
from ingestion.demo.group.schema import DAY, MONEY, STAMPS, WHOLE, Table, key, optional, text

_ABOUT = {
    "id": key(),
    "company_id": key("company"),
    "sales_invoice_id": key("sales_invoice"),
}

COLLECTION_TABLES: tuple[Table, ...] = (
    Table(
        "dispute",
        {
            **_ABOUT,
            "customer_id": key("customer"),
            "opened_on": DAY,
            "reason": text(*REASONS),
            "currency": CURRENCY,
            "amount": MONEY,
            "employee_id": key("employee"),
            "status": text("open", "resolved"),
            "resolved_on": optional(DAY),
            "outcome": optional(text(*OUTCOMES)),
            "credit_note_id": optional(key("sales_invoice")),
            **STAMPS,
        },
        indexes=(("sales_invoice_id",), ("customer_id",)),
    ),
    Table(
        "payment_promise",
        {
            **_ABOUT,
            "instalment_sequence": WHOLE,
            "customer_id": key("customer"),
            "made_on": DAY,
            "promised_date": DAY,
            "currency": CURRENCY,
            "amount": MONEY,
            "employee_id": key("employee"),
            "contact": text(),
            "status": text("open", "replaced", "withdrawn"),  # whether it was kept, receipts say
            "ended_on": optional(DAY),
            "replaces_id": optional(key("payment_promise")),
            **STAMPS,
        },
        indexes=(("sales_invoice_id", "instalment_sequence"), ("customer_id",)),
    ),
)
