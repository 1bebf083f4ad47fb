"""Tryton (PostgreSQL): what is landed, and how its changes are noticed."""

from ingestion.manifest import Manifest, Table

_MONEY = "decimal(38,10)"
_STAMPS = {"create_date": "timestamp", "write_date": "timestamp"}


def _model(name: str, columns: dict[str, str], **more: object) -> Table:
    """A model's table: `id` is its key; `write_date` is empty until the first change."""
    return Table(
        name=name,
        source=name,
        columns={"id": "bigint", **columns, **_STAMPS},
        key="id",
        cursor=("write_date", "create_date"),
        **more,  # type: ignore[arg-type]
    )


MANIFEST = Manifest(
    kind="tryton",
    ignore_columns=frozenset({"invoice_report_cache", "logo"}),
    tables=(
        _model("company_company", {"party": "bigint", "currency": "bigint"}, proof=("party", "currency")),
        _model("currency_currency", {"code": "varchar", "name": "varchar", "digits": "bigint"}, proof=("code",)),
        _model(
            "currency_currency_rate",
            {"currency": "bigint", "date": "date", "rate": _MONEY},
            proof=("currency", "date"),
            measures=("rate",),
        ),
        _model("party_party", {"code": "varchar", "name": "varchar"}, proof=("code", "name")),
        _model(
            "party_identifier",
            {"party": "bigint", "type": "varchar", "code": "varchar", "sequence": "bigint"},
            proof=("party", "code"),
        ),
        _model(
            "account_account_type",
            {
                "name": "varchar",
                "parent": "bigint",
                "statement": "varchar",
                "assets": "boolean",
                "receivable": "boolean",
                "payable": "boolean",
                "stock": "boolean",
                "revenue": "boolean",
                "expense": "boolean",
                "debt": "boolean",
            },
            proof=("parent", "statement", "assets", "receivable", "payable", "stock", "revenue", "expense", "debt"),
        ),
        _model(
            "account_account",
            {
                "company": "bigint",
                "code": "varchar",
                "name": "varchar",
                "parent": "bigint",
                "type": "bigint",
                "second_currency": "bigint",
            },
            proof=("company", "parent", "type"),
        ),
        _model("account_journal", {"name": "varchar", "type": "varchar"}, proof=("type",)),
        _model(
            "account_move",
            {
                "company": "bigint",
                "number": "varchar",
                "journal": "bigint",
                "date": "date",
                "state": "varchar",
                "origin": "varchar",
                "description": "varchar",
            },
            proof=("company", "number", "date", "state"),
        ),
        _model(
            "account_invoice",
            {
                "number": "varchar",
                "reference": "varchar",
                "type": "varchar",
                "state": "varchar",
                "invoice_date": "date",
                "move": "bigint",
                "cancel_move": "bigint",
            },
            proof=("number", "state", "move", "cancel_move", "invoice_date"),
        ),
        _model("account_move_reconciliation", {"number": "varchar", "date": "date"}, proof=("number", "date")),
        _model(
            "account_move_line",
            {
                "move": "bigint",
                "account": "bigint",
                "party": "bigint",
                "debit": _MONEY,
                "credit": _MONEY,
                "second_currency": "bigint",
                "amount_second_currency": _MONEY,
                "maturity_date": "date",
                "description": "varchar",
                "reconciliation": "bigint",
            },
            proof=("move", "account", "party", "maturity_date", "reconciliation"),
            measures=("debit", "credit", "amount_second_currency"),
        ),
    ),
    provides=(
        "companies",
        "customers",
        "suppliers",
        "master_versions",
        "accounts",
        "exchange_rates",
        "open_items",
        "open_item_instalments",
        "open_item_effects",
        "ledger_entries",
    ),
)
