"""The journal of the demonstration ERP: every document, settlement at another rate, and undoing is booked."""

import polars as pl

from ingestion.demo.erp_accounts import EXCHANGE, TAX, account_id
from ingestion.demo.erp_sides import Side

_ENTRY = ["document_type", "document_id", "is_opposite"]


def make_lines(side: Side, documents: pl.DataFrame, cash: pl.DataFrame, settlements: pl.DataFrame) -> pl.DataFrame:
    """Journal lines of one side; those of a document balance in the company's currency (and in its own).

    Args:
        side: selling debits the control account with an invoice, buying credits it, and so on.
        documents: invoices and credit notes; drafts book nothing.
        cash: receipts, or payments to suppliers; drafts book nothing.
        settlements: with effect_date and reversal_date; equal carrying amounts book nothing.

    Returns:
        The lines' columns with document_type, document_id, is_opposite, place, company_id, posting_date,
        created_at; party_id has the name that the side gives it.
    """
    booked = pl.col("status") != "draft"
    invoices = documents.filter(booked).with_columns(
        document_type=pl.lit(side.invoice),
        sign=side.sign * pl.when(pl.col("document_kind") == "invoice").then(1).otherwise(-1),
    )
    cash = cash.filter(booked).with_columns(document_type=pl.lit(side.cash), sign=pl.lit(side.sign))
    gains = settlements.filter(pl.col("amount_company_invoice") != pl.col("amount_company_credit")).with_columns(
        document_type=pl.lit(side.settlement),
        posting_date="effect_date",
        cancelled_on="reversal_date",
        difference=side.sign * (pl.col("amount_company_credit") - pl.col("amount_company_invoice")),
    )
    gross, net, tax, paid = (_signed(f"{part}amount") for part in ("gross_", "net_", "tax_", ""))
    gross_company, tax_company, paid_company = (_signed(f"{part}amount_company") for part in ("gross_", "tax_", ""))
    none = pl.lit(0, pl.Int64)
    lines = pl.concat(
        [
            _line(invoices, 1, "account_id", gross, gross_company, party=True),
            _line(invoices, 2, _own(invoices, side.counter), -net, tax_company - gross_company),
            _line(invoices, 3, _own(invoices, TAX), -tax, -tax_company).filter(
                (pl.col("amount") != 0) | (pl.col("amount_company") != 0)
            ),
            _line(cash, 1, "bank_account_id", paid, paid_company),
            _line(cash, 2, "account_id", -paid, -paid_company, party=True),
            _line(gains, 1, "account_id", none, pl.col("difference"), party=True),
            _line(gains, 2, _own(gains, EXCHANGE), none, -pl.col("difference")),
        ]
    )
    undone = lines.filter(pl.col("cancelled_on").is_not_null()).with_columns(
        posting_date="cancelled_on",
        created_at="updated_at",
        amount=-pl.col("amount"),
        amount_company=-pl.col("amount_company"),
        is_opposite=pl.lit(True),
    )
    return side.named(pl.concat([lines, undone]).with_columns(updated_at="created_at"))


def make_journal(lines: list[pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The journal in the order in which it was made.

    Args:
        lines: of every side, as `make_lines` gives them.

    Returns:
        Entries (id, company_id, number, posting_date, document_type, document_id, created_at, updated_at) and
        their lines (id, entry_id, account_id, customer_id, supplier_id, currency, amount, amount_company,
        updated_at).
    """
    every = pl.concat(lines, how="diagonal")
    entries = _entries(every)
    numbered = every.join(entries.select(*_ENTRY, entry_id="id"), _ENTRY).sort("entry_id", "place")
    return entries, numbered.with_columns(id=pl.int_range(1, pl.len() + 1))


def _signed(amount: str) -> pl.Expr:
    return pl.col("sign") * pl.col(amount)


def _own(rows: pl.DataFrame, kind: int) -> pl.Series:
    """The company's one account of a class."""
    company = rows["company"].to_numpy()
    return pl.Series(account_id(kind, company, company))


def _line(
    rows: pl.DataFrame,
    place: int,
    account: str | pl.Series,
    amount: pl.Expr,
    amount_company: pl.Expr,
    party: bool = False,
) -> pl.DataFrame:
    """One line of every document: its entry, account_id, party_id, currency, amounts."""
    return rows.select(
        "document_type",
        "company_id",
        "posting_date",
        "cancelled_on",
        "currency",
        "created_at",
        "updated_at",
        document_id="id",
        is_opposite=pl.lit(False),
        place=pl.lit(place),
        account_id=account,
        party_id=pl.col("party_id") if party else pl.lit(None, pl.Int64),
        amount=amount,
        amount_company=amount_company,
    )


def _entries(lines: pl.DataFrame) -> pl.DataFrame:
    return (
        lines.unique(_ENTRY, keep="first", maintain_order=True)
        .select(*_ENTRY, "company_id", "posting_date", "created_at", "updated_at")
        .sort("created_at", *_ENTRY)
        .with_columns(id=pl.int_range(1, pl.len() + 1))
        .with_columns(number=pl.format("JE-{}", pl.col("id").cast(pl.String).str.zfill(6)))
    )
