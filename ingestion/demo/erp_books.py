"""The journal of the demonstration ERP: every document, settlement at another rate, and undoing is booked."""

import polars as pl

from ingestion.demo.erp_parties import EXCHANGE, REVENUE, TAX, account_id

_ENTRY = ["document_type", "document_id", "is_opposite"]


def make_journal(
    documents: pl.DataFrame, receipts: pl.DataFrame, settlements: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Journal entries that balance in the company's currency (and in each document's own).

    Args:
        documents: invoices and credit notes; drafts book nothing.
        receipts: the receipts.
        settlements: with effect_date and reversal_date; equal carrying amounts book nothing.

    Returns:
        Entries (id, company_id, number, posting_date, document_type, document_id, created_at, updated_at) and
        their lines (id, entry_id, account_id, customer_id, currency, amount, amount_company, updated_at).
    """
    booked = pl.col("status") != "draft"
    sales = documents.filter(booked).with_columns(
        document_type=pl.lit("sales_invoice"),
        sign=pl.when(pl.col("document_kind") == "invoice").then(1).otherwise(-1),
    )
    cash = receipts.filter(booked).with_columns(document_type=pl.lit("receipt"))
    gains = settlements.filter(pl.col("amount_company_invoice") != pl.col("amount_company_credit")).with_columns(
        document_type=pl.lit("settlement"),
        posting_date="effect_date",
        cancelled_on="reversal_date",
        difference=pl.col("amount_company_credit") - pl.col("amount_company_invoice"),
    )
    lines = pl.concat(
        [
            _line(sales, 1, "account_id", pl.col("sign") * pl.col("gross_amount"), _sold("gross"), party=True),
            _line(
                sales,
                2,
                _own(sales, REVENUE),
                -pl.col("sign") * pl.col("net_amount"),
                _sold("tax") - _sold("gross"),
            ),
            _line(sales, 3, _own(sales, TAX), -pl.col("sign") * pl.col("tax_amount"), -_sold("tax")).filter(
                (pl.col("amount") != 0) | (pl.col("amount_company") != 0)
            ),
            _line(cash, 1, "bank_account_id", pl.col("amount"), pl.col("amount_company")),
            _line(cash, 2, "account_id", -pl.col("amount"), -pl.col("amount_company"), party=True),
            _line(gains, 1, "account_id", pl.lit(0, pl.Int64), pl.col("difference"), party=True),
            _line(gains, 2, _own(gains, EXCHANGE), pl.lit(0, pl.Int64), -pl.col("difference")),
        ]
    )
    undone = lines.filter(pl.col("cancelled_on").is_not_null()).with_columns(
        posting_date="cancelled_on",
        created_at="updated_at",
        amount=-pl.col("amount"),
        amount_company=-pl.col("amount_company"),
        is_opposite=pl.lit(True),
    )
    every = pl.concat([lines, undone]).with_columns(updated_at="created_at")
    entries = _entries(every)
    numbered = every.join(entries.select(*_ENTRY, entry_id="id"), _ENTRY).sort("entry_id", "place")
    return entries, numbered.with_columns(id=pl.int_range(1, pl.len() + 1))


def _sold(part: str) -> pl.Expr:
    return pl.col("sign") * pl.col(f"{part}_amount_company")


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
    """One line of every document: its entry, account_id, customer_id, currency, amounts."""
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
        customer_id=pl.col("customer_id") if party else pl.lit(None, pl.Int64),
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
