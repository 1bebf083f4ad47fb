"""Tables of the ERP for budgets and the journal, parents first; accounts stand in schema_money."""

from ingestion.demo.group.schema import (
    DAY,
    FLAG,
    INSTANT,
    MONEY,
    STAMPS,
    WHOLE,
    Column,
    Kind,
    Table,
    key,
    optional,
    text,
)

_CURRENCY = Column(Kind.TEXT, references="currency")
_CHILD = {"updated_at": INSTANT}

BOOKS_TABLES: tuple[Table, ...] = (
    Table(
        "budget_version",
        {
            "id": key(),
            "company_id": key("company"),
            "year": WHOLE,
            "kind": text("original", "revision"),
            "status": text("draft", "approved"),
            "approved_on": optional(DAY),
            **STAMPS,
        },
    ),
    Table(
        "budget_line",
        {
            "id": key(),
            "version_id": key("budget_version"),
            "department_id": key("department"),
            "account_id": key("account"),
            "project_code": optional(text()),
            "month": DAY,
            "amount": MONEY,
            **_CHILD,
        },
        parent=("budget_version", "version_id"),
        indexes=(("version_id",),),
    ),
    Table(
        "budget_adjustment",
        {
            "id": key(),
            "company_id": key("company"),
            "department_id": key("department"),
            "account_id": key("account"),
            "project_code": optional(text()),
            "month": DAY,
            "amount": MONEY,
            "reason": text(),
            "status": text("applied", "approved"),
            "applied_on": DAY,
            "approved_on": optional(DAY),
            **STAMPS,
        },
    ),
    Table(
        "journal_entry",
        {
            "id": key(),
            "company_id": key("company"),
            "number": text(),
            "posting_date": DAY,
            "document_type": text(),
            "document_id": key(),
            "is_reversal": FLAG,
            **STAMPS,
        },
        indexes=(("document_type", "document_id"),),
    ),
    Table(
        "journal_line",
        {
            "id": key(),
            "entry_id": key("journal_entry"),
            "account_id": key("account"),
            "customer_id": optional(key("customer")),
            "supplier_id": optional(key("supplier")),
            "currency": _CURRENCY,
            "amount": MONEY,
            "amount_company": MONEY,
            "department_id": optional(key("department")),
            "project_code": optional(text()),
            "bank_account_id": optional(key("bank_account")),
            "counterparty_company_id": optional(key("company")),
            **_CHILD,
        },
        parent=("journal_entry", "entry_id"),
        indexes=(("entry_id",), ("account_id",)),
    ),
)
