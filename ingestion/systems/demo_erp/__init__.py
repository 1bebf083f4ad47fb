"""The demonstration ERP (SQLite, made by `ingestion.demo`): what is landed, how changes are noticed."""

from ingestion.manifest import DeletePolicy, Manifest, Table

_MONEY = "decimal(38,3)"
_RATE = "decimal(21,9)"
_ID = "bigint"


def _table(
    name: str,
    columns: dict[str, str],
    key: str = "id",
    parent: tuple[str, str] | None = None,
) -> Table:
    """A table with a stamp on every row; a child comes and goes with its parent.

    Whatever models read is proven. Money and rates are text in the source, exact to the digit, so the proof compares
    them as text, and there is nothing numeric to sum.
    """
    return Table(
        name=name,
        source=name,
        columns={key: _ID if key == "id" else "varchar", **columns, "updated_at": "timestamp"},
        key=key,
        cursor="updated_at",
        deletes=DeletePolicy.WITH_PARENT if parent else DeletePolicy.KEY_SET,
        parent=parent,
        proof=tuple(columns),
    )


def _side(party: str, invoice: str, cash: str, settlement: str) -> tuple[Table, ...]:
    """The tables of customers or of suppliers; they differ by their names alone."""
    return (
        _table(
            party,
            {
                "name": "varchar",
                f"{party}_group": "varchar",
                "country": "varchar",
                "tax_number": "varchar",
                "represents_company_id": _ID,
            },
        ),
        _table(
            invoice,
            {
                "company_id": _ID,
                "number": "varchar",
                "document_kind": "varchar",
                f"{party}_id": _ID,
                "account_id": _ID,
                "status": "varchar",
                "document_date": "date",
                "posting_date": "date",
                "due_date": "date",
                "currency": "varchar",
                "gross_amount": _MONEY,
                "gross_amount_company": _MONEY,
                "cancelled_on": "date",
                "created_at": "timestamp",
            },
        ),
        _table(
            f"{invoice}_instalment",
            {"invoice_id": _ID, "sequence": "integer", "due_date": "date", "amount": _MONEY},
            parent=(invoice, "invoice_id"),
        ),
        _table(
            cash,
            {
                "company_id": _ID,
                "number": "varchar",
                f"{party}_id": _ID,
                "account_id": _ID,
                "status": "varchar",
                "posting_date": "date",
                "currency": "varchar",
                "amount": _MONEY,
                "amount_company": _MONEY,
                "cancelled_on": "date",
                "created_at": "timestamp",
            },
        ),
        _table(
            settlement,
            {
                "invoice_id": _ID,
                f"{cash}_id": _ID,
                "credit_note_id": _ID,
                "instalment_sequence": "integer",
                "settled_on": "date",
                "amount": _MONEY,
                "amount_company_invoice": _MONEY,
                "amount_company_credit": _MONEY,
                "reversed_on": "date",
                "created_at": "timestamp",
            },
        ),
    )


MANIFEST = Manifest(
    kind="demo_erp",
    tables=(
        _table(
            "company",
            {
                "code": "varchar",
                "name": "varchar",
                "currency": "varchar",
            },
        ),
        _table("currency", {"name": "varchar", "minor_digits": "integer"}, key="code"),
        _table(
            "exchange_rate",
            {"rate_date": "date", "from_currency": "varchar", "to_currency": "varchar", "rate": _RATE},
        ),
        _table(
            "account",
            {
                "company_id": _ID,
                "number": "varchar",
                "name": "varchar",
                "account_class": "varchar",
                "currency": "varchar",
            },
        ),
        *_side("customer", "sales_invoice", "receipt", "settlement"),
        *_side("supplier", "purchase_invoice", "payment", "supplier_settlement"),
        _table(
            "journal_entry",
            {
                "company_id": _ID,
                "number": "varchar",
                "posting_date": "date",
                "document_type": "varchar",
                "document_id": _ID,
                "created_at": "timestamp",
            },
        ),
        _table(
            "journal_line",
            {
                "entry_id": _ID,
                "account_id": _ID,
                "customer_id": _ID,
                "supplier_id": _ID,
                "currency": "varchar",
                "amount": _MONEY,
                "amount_company": _MONEY,
            },
            parent=("journal_entry", "entry_id"),
        ),
    ),
    provides=(
        "companies",
        "customers",
        "suppliers",
        "accounts",
        "exchange_rates",
        "open_items",
        "open_item_instalments",
        "open_item_effects",
        "ledger_entries",
    ),
)
