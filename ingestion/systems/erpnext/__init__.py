"""ERPNext (version 15, MariaDB): what is landed, and how its changes are noticed."""

from ingestion.manifest import DeletePolicy, Manifest, Table

_MONEY = "decimal(21,9)"
_SCHEDULE = {
    "due_date": "date",
    "payment_term": "varchar",
    "payment_amount": _MONEY,
    "base_payment_amount": _MONEY,
}
_STAMPS = {"creation": "timestamp", "modified": "timestamp"}


def _document(name: str, source: str, columns: dict[str, str], **more: object) -> Table:
    """A DocType with rows of its own: `name` is its key, `modified` grows with every change."""
    return Table(
        name=name,
        source=source,
        columns={"name": "varchar", **columns, **_STAMPS},
        key="name",
        cursor="modified",
        **more,  # type: ignore[arg-type]
    )


def _children(name: str, source: str, parent: str, parent_type: str, columns: dict[str, str], **more: object) -> Table:
    """A child table: its rows come and go with their parent, often without a stamp of their own."""
    return Table(
        name=name,
        source=source,
        columns={
            "name": "varchar",
            "parent": "varchar",
            "parenttype": "varchar",
            "idx": "integer",
            **columns,
            **_STAMPS,
        },
        key="name",
        deletes=DeletePolicy.WITH_PARENT,
        parent=(parent, "parent"),
        where=f"parenttype = '{parent_type}'",
        **more,  # type: ignore[arg-type]
    )


MANIFEST = Manifest(
    kind="erpnext",
    ignore_columns=frozenset({"_user_tags", "_comments", "_assign", "_liked_by", "_seen"}),
    tables=(
        _document(
            "company",
            "tabCompany",
            {"company_name": "varchar", "default_currency": "varchar", "parent_company": "varchar"},
        ),
        _document("currency", "tabCurrency", {"enabled": "integer"}, optional=True),
        _document(
            "currency_exchange",
            "tabCurrency Exchange",
            {"date": "date", "from_currency": "varchar", "to_currency": "varchar", "exchange_rate": _MONEY},
            measures=("exchange_rate",),
            optional=True,
        ),
        _document(
            "account",
            "tabAccount",
            {
                "company": "varchar",
                "account_number": "varchar",
                "account_name": "varchar",
                "parent_account": "varchar",
                "root_type": "varchar",
                "report_type": "varchar",
                "account_type": "varchar",
                "account_currency": "varchar",
                "is_group": "integer",
            },
            proof=("parent_account", "root_type", "report_type", "account_type", "account_currency", "company"),
        ),
        _document(
            "customer",
            "tabCustomer",
            {
                "customer_name": "varchar",
                "customer_group": "varchar",
                "territory": "varchar",
                "tax_id": "varchar",
                "represents_company": "varchar",
            },
            proof=("customer_name",),
        ),
        _document(
            "sales_invoice",
            "tabSales Invoice",
            {
                "docstatus": "integer",
                "company": "varchar",
                "customer": "varchar",
                "is_return": "integer",
                "is_opening": "varchar",
                "return_against": "varchar",
                "posting_date": "date",
                "due_date": "date",
                "currency": "varchar",
                "party_account_currency": "varchar",
            },
            proof=("docstatus", "is_return", "is_opening", "return_against", "due_date"),
            measures=("base_grand_total",),
        ),
        _children(
            "payment_schedule",
            "tabPayment Schedule",
            "sales_invoice",
            "Sales Invoice",
            _SCHEDULE,
            proof=("parent", "due_date", "payment_term"),
            measures=("payment_amount",),
        ),
        _document(
            "supplier",
            "tabSupplier",
            {
                "supplier_name": "varchar",
                "supplier_group": "varchar",
                "country": "varchar",
                "tax_id": "varchar",
                "represents_company": "varchar",
            },
            proof=("supplier_name",),
        ),
        _document(
            "purchase_invoice",
            "tabPurchase Invoice",
            {
                "docstatus": "integer",
                "company": "varchar",
                "supplier": "varchar",
                "is_return": "integer",
                "is_opening": "varchar",
                "return_against": "varchar",
                "posting_date": "date",
                "bill_no": "varchar",
                "bill_date": "date",
                "due_date": "date",
                "currency": "varchar",
                "party_account_currency": "varchar",
            },
            proof=("docstatus", "is_return", "is_opening", "return_against", "due_date", "bill_date"),
            measures=("base_grand_total",),
        ),
        _children(
            "purchase_payment_schedule",
            "tabPayment Schedule",
            "purchase_invoice",
            "Purchase Invoice",
            _SCHEDULE,
            proof=("parent", "due_date", "payment_term"),
            measures=("payment_amount",),
        ),
        _document(
            "payment_entry",
            "tabPayment Entry",
            {"docstatus": "integer", "company": "varchar", "payment_type": "varchar", "posting_date": "date"},
            proof=("docstatus",),
            measures=("paid_amount", "unallocated_amount"),
        ),
        _children(
            "payment_entry_reference",
            "tabPayment Entry Reference",
            "payment_entry",
            "Payment Entry",
            {
                "reference_doctype": "varchar",
                "reference_name": "varchar",
                "payment_term": "varchar",
                "allocated_amount": _MONEY,
            },
            proof=("parent", "reference_name", "payment_term"),
            measures=("allocated_amount",),
        ),
        _document(
            "journal_entry",
            "tabJournal Entry",
            {
                "docstatus": "integer",
                "company": "varchar",
                "voucher_type": "varchar",
                "posting_date": "date",
                "due_date": "date",
            },
            proof=("docstatus", "voucher_type", "due_date"),
        ),
        _document(
            "payment_ledger_entry",
            "tabPayment Ledger Entry",
            {
                "posting_date": "date",
                "company": "varchar",
                "account_type": "varchar",
                "account": "varchar",
                "party_type": "varchar",
                "party": "varchar",
                "voucher_type": "varchar",
                "voucher_no": "varchar",
                "voucher_detail_no": "varchar",
                "against_voucher_type": "varchar",
                "against_voucher_no": "varchar",
                "amount": _MONEY,
                "account_currency": "varchar",
                "amount_in_account_currency": _MONEY,
                "delinked": "integer",
            },
            proof=("posting_date", "account", "party", "voucher_no", "against_voucher_no", "delinked"),
            measures=("amount", "amount_in_account_currency"),
        ),
        _document(
            "gl_entry",
            "tabGL Entry",
            {
                "posting_date": "date",
                "company": "varchar",
                "account": "varchar",
                "party_type": "varchar",
                "party": "varchar",
                "debit": _MONEY,
                "credit": _MONEY,
                "account_currency": "varchar",
                "debit_in_account_currency": _MONEY,
                "credit_in_account_currency": _MONEY,
                "voucher_type": "varchar",
                "voucher_no": "varchar",
                "project": "varchar",
                "remarks": "varchar",
                "is_cancelled": "integer",
            },
            proof=("posting_date", "account", "project", "is_cancelled"),
            measures=("debit", "credit"),
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
