"""Tables of the ERP for money, books and budgets, parents first.

Accounts, rates, receipts, payments, settlements and the journal have the columns of the first demonstration ERP, and
more behind them. LEDGER_TABLES (banks, accounts, rates) come before the tables of trade, which reference accounts; the
rest comes after them.
"""

from ingestion.demo.group.books_chart import CLASSES
from ingestion.demo.group.erp.schema_books import BOOKS_TABLES
from ingestion.demo.group.erp.schema_masters import CURRENCY
from ingestion.demo.group.schema import (
    DAY,
    FLAG,
    MONEY,
    RATE,
    SHARE,
    STAMPS,
    WHOLE,
    Column,
    Table,
    key,
    optional,
    text,
)

_TYPED = {"contract_number": optional(text())}

LEDGER_TABLES: tuple[Table, ...] = (
    Table(
        "bank_account",
        {
            "id": key(),
            "company_id": key("company"),
            "bank": text(),
            "number": text(),
            "currency": CURRENCY,
            "purpose": text("operating", "wages", "margin"),
            "opening_amount": MONEY,
            **STAMPS,
        },
    ),
    Table(
        "account",
        {
            "id": key(),
            "company_id": key("company"),
            "number": text(),
            "name": text(),
            "account_class": text(*CLASSES),
            "currency": CURRENCY,
            "bank_account_id": optional(key("bank_account")),
            "subject": optional(text()),  # of an expense
            **STAMPS,
        },
        indexes=(("company_id", "number"),),
    ),
    Table(
        "exchange_rate",
        {
            "id": key(),
            "rate_date": DAY,
            "from_currency": CURRENCY,
            "to_currency": CURRENCY,
            "rate": RATE,
            **STAMPS,
        },
        indexes=(("rate_date", "from_currency", "to_currency"),),
    ),
)


def _cash(name: str, party: str) -> Table:
    return Table(
        name,
        {
            "id": key(),
            "company_id": key("company"),
            "number": text(),
            f"{party}_id": key(party),
            "account_id": key("account"),
            "status": text("draft", "posted", "cancelled"),
            "posting_date": DAY,
            "currency": CURRENCY,
            "exchange_rate": RATE,
            "amount": MONEY,
            "amount_company": MONEY,
            "bank_reference": optional(text()),
            "cancelled_on": optional(DAY),
            "medium": text("bank", "note", "write_off"),
            "is_advance": FLAG,
            "is_returned": FLAG,
            "bank_account_id": optional(key("bank_account")),
            "bank_amount": MONEY,
            "note_id": optional(key("note")),
            **_TYPED,
            "replaces_id": optional(key(name)),
            **STAMPS,
        },
        indexes=((f"{party}_id", "posting_date"),),
    )


def _settlement(name: str, cash: str, invoice: str) -> Table:
    return Table(
        name,
        {
            "id": key(),
            "company_id": key("company"),
            "invoice_id": key(invoice),
            f"{cash}_id": optional(key(cash)),
            "credit_note_id": optional(key(invoice)),
            "instalment_sequence": optional(WHOLE),
            "settled_on": DAY,
            "amount": MONEY,
            "amount_company_invoice": MONEY,
            "amount_company_credit": MONEY,
            "reversed_on": optional(DAY),
            "is_advance": FLAG,
            **STAMPS,
        },
        indexes=(("invoice_id",), (f"{cash}_id",), ("credit_note_id",)),
    )


def _advance(name: str, party: str, cash: str) -> Table:
    return Table(
        name,
        {
            "id": key(),
            "company_id": key("company"),
            f"{party}_id": key(party),
            **_TYPED,
            "requested_on": DAY,
            "due_date": DAY,
            "currency": CURRENCY,
            "amount": MONEY,
            "status": text("requested", "paid"),
            f"{cash}_id": optional(key(cash)),
            **STAMPS,
        },
        indexes=((f"{party}_id",),),
    )


def _event(name: str, parent: str, kinds: tuple[str, ...], more: dict[str, Column]) -> Table:
    """Something dated that happens to a bill, a loan or a guarantee; it is on record for good."""
    return Table(
        name,
        {
            "id": key(),
            f"{parent}_id": key(parent),
            "kind": text(*kinds),
            "happened_on": DAY,
            "amount": MONEY,
            **more,
            **STAMPS,
        },
        indexes=((f"{parent}_id",),),
    )


_BANK = {"bank_account_id": optional(key("bank_account"))}

MONEY_TABLES: tuple[Table, ...] = (
    Table(
        "note",
        {
            "id": key(),
            "company_id": key("company"),
            "side": text("receivable", "payable"),
            "kind": text("bank", "commercial"),
            "number": text(),
            "customer_id": optional(key("customer")),
            "supplier_id": optional(key("supplier")),
            "acceptor": text(),
            "issued_on": DAY,
            "matures_on": DAY,
            "currency": CURRENCY,
            "amount": MONEY,
            "status": text("held", "endorsed", "discounted", "collected", "issued", "paid", "dishonoured"),
            **STAMPS,
        },
    ),
    _cash("receipt", "customer"),
    _cash("payment", "supplier"),
    _settlement("settlement", "receipt", "sales_invoice"),
    _settlement("supplier_settlement", "payment", "purchase_invoice"),
    _advance("customer_advance", "customer", "receipt"),
    _advance("supplier_advance", "supplier", "payment"),
    _event(
        "note_event",
        "note",
        ("received", "issued", "endorsed", "discounted", "collected", "paid", "dishonoured"),
        {
            "interest_amount": MONEY,
            "fee_amount": MONEY,
            **_BANK,
            "receipt_id": optional(key("receipt")),
            "payment_id": optional(key("payment")),
        },
    ),
    Table(
        "facility",
        {
            "id": key(),
            "company_id": key("company"),
            "bank": text(),
            "currency": CURRENCY,
            "limit_amount": MONEY,
            "valid_from": DAY,
            "valid_until": DAY,
            **STAMPS,
        },
    ),
    Table(
        "loan",
        {
            "id": key(),
            "number": text(),
            "company_id": key("company"),
            "facility_id": key("facility"),
            "bank": text(),
            "currency": CURRENCY,
            "amount": MONEY,
            "interest_rate": SHARE,
            "drawn_on": DAY,
            "due_on": DAY,
            "status": text("outstanding", "repaid"),
            **STAMPS,
        },
    ),
    _event("loan_event", "loan", ("drawdown", "repayment", "interest"), _BANK),
    Table(
        "guarantee",
        {
            "id": key(),
            "number": text(),
            "company_id": key("company"),
            "kind": text("bid", "performance", "advance"),
            "customer_id": key("customer"),
            **_TYPED,
            "bank_account_id": key("bank_account"),
            "currency": CURRENCY,
            "amount": MONEY,
            "margin_amount": MONEY,
            "issued_on": DAY,
            "expires_on": DAY,
            "released_on": optional(DAY),
            "status": text("issued", "extended", "released"),
            **STAMPS,
        },
    ),
    _event("guarantee_event", "guarantee", ("issued", "extended", "released"), {"margin_amount": MONEY}),
    Table(
        "fund_transfer",
        {
            "id": key(),
            "company_id": key("company"),
            "to_company_id": key("company"),
            "kind": text("sweep", "wages", "margin", "margin_release", "pool"),
            "from_account_id": key("bank_account"),
            "to_account_id": key("bank_account"),
            "from_amount": MONEY,
            "to_amount": MONEY,
            "transferred_on": DAY,
            **STAMPS,
        },
    ),
    Table(
        "bank_line",
        {
            "id": key(),
            "bank_account_id": key("bank_account"),
            "value_date": DAY,
            "sequence": WHOLE,
            "amount": MONEY,
            "balance_amount": MONEY,
            "counterparty": optional(text()),
            "purpose": text(),
            "reference": optional(text()),
            **STAMPS,
        },
        indexes=(("bank_account_id", "value_date"),),
    ),
    *BOOKS_TABLES,
)
TABLES = LEDGER_TABLES + MONEY_TABLES
