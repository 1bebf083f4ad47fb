"""What one company of the demonstration ERP sells to the other, as the other's purchases."""

from dataclasses import replace

import polars as pl

from ingestion.demo.erp_accounts import BANK, CODES, account_id
from ingestion.demo.erp_sides import PURCHASES
from ingestion.demo.erp_trade import Trade
from ingestion.demo.erp_world import World, converted

_FORGOTTEN = 17
"""Of so many intercompany invoices the buyer has not entered one, so that the two books differ."""
_CODES = {"invoice": PURCHASES.codes[0], "credit_note": PURCHASES.codes[1]}


def with_intercompany(world: World, purchases: Trade, sales: Trade) -> Trade:
    """The purchases, and after them what the companies bought of each other.

    A bill or credit note is entered up to three days after the seller's, bears its number, and is due when it
    is; drafts are not sent, a few invoices are not entered. A payment leaves up to two days before the seller
    receives it, and settles what the receipt settles, so far as that is entered.
    """
    documents = _documents(world, purchases, sales)
    cash = _cash(world, purchases, sales)
    entered, paid = (rows.select("id", "theirs") for rows in (documents, cash))
    payments = _translated(_translated(sales.payments, "invoice_id", entered), "cash_id", paid)
    credits = _translated(_translated(sales.credits, "invoice_id", entered), "credit_note_id", entered)
    numbered = payments.with_columns(pl.col("payment") + purchases.payments["payment"].max() + 1)
    return replace(
        purchases,
        documents=pl.concat([purchases.documents, documents], how="diagonal"),
        cash=pl.concat([purchases.cash, cash], how="diagonal"),
        payments=pl.concat([purchases.payments, numbered], how="diagonal"),
        credits=pl.concat([purchases.credits, credits], how="diagonal"),
    )


def _documents(world: World, purchases: Trade, sales: Trade) -> pl.DataFrame:
    """Bills and credit notes of the seller's, whose id is in `theirs`."""
    rows = _between_companies(sales, sales.documents)
    forgotten = (pl.col("document_kind") == "invoice") & (pl.int_range(pl.len()) % _FORGOTTEN == _FORGOTTEN // 2)
    later = pl.when(pl.col("cancelled_on").is_null()).then(pl.Series(world.days(0, 3, len(rows)))).otherwise(0)
    rows = rows.with_columns(pl.col("posting_date") + later)
    rows = rows.filter(~forgotten, pl.col("posting_date") <= world.as_of)
    bills = _bought(world, purchases, rows, len(purchases.documents) + 1)
    origin = bills.select("theirs", original_id="id")
    return bills.join(origin, left_on="original_invoice_id", right_on="theirs", how="left").with_columns(
        original_invoice_id="original_id",
        their_number="number",
        number=_number(pl.col("document_kind").replace_strict(_CODES)),
        gross_amount_company=converted(pl.col("gross_amount"), pl.col("exchange_rate")),
        tax_amount_company=converted(pl.col("tax_amount"), pl.col("exchange_rate")),
    )


def _cash(world: World, purchases: Trade, sales: Trade) -> pl.DataFrame:
    """Payments of what the seller received, whose id is in `theirs`."""
    rows = _between_companies(sales, sales.cash)
    rows = rows.with_columns(pl.col("posting_date") - pl.Series(world.days(0, 2, len(rows))))
    payments = _bought(world, purchases, rows, len(purchases.cash) + 1)
    company, currency = payments["company"].to_numpy(), payments["currency"].to_numpy()
    return payments.with_columns(
        number=_number(pl.lit(PURCHASES.codes[2])),
        bank_account_id=pl.Series(account_id(BANK, company, currency)),
        amount_company=converted(pl.col("amount"), pl.col("exchange_rate")),
    )


def _between_companies(sales: Trade, rows: pl.DataFrame) -> pl.DataFrame:
    related = sales.parties.filter(pl.col("represents_company_id").is_not_null())["id"]
    return rows.filter(pl.col("party_id").is_in(related.implode()), pl.col("status") != "draft").sort("id")


def _bought(world: World, purchases: Trade, rows: pl.DataFrame, first_id: int) -> pl.DataFrame:
    """The seller's rows under new ids in the books of the buyer, at its rate of the day."""
    company = 1 - rows["company"].to_numpy()
    currency, posting = rows["currency"].to_numpy(), rows["posting_date"].to_numpy()
    created = world.stamps(posting)
    undone = pl.Series(world.stamps(rows["cancelled_on"].fill_null(0).to_numpy()))
    return rows.with_columns(
        theirs="id",
        id=pl.int_range(pl.len()) + first_id,
        company=pl.Series(company),
        company_id=pl.Series(company + 1),
        # The last two suppliers are the two companies, the supplier of the first company first.
        party_id=pl.Series(len(purchases.parties) - 1 + company),
        account_id=pl.Series(account_id(PURCHASES.control, company, currency)),
        exchange_rate=pl.Series(world.rates.at(currency, company, posting)),
        created_at=pl.Series(created),
        updated_at=pl.when(pl.col("cancelled_on").is_null())
        .then(pl.Series(created))
        .otherwise(pl.max_horizontal(pl.Series(created), undone)),
    )


def _number(code: pl.Expr) -> pl.Expr:
    company = pl.col("company").replace_strict(dict(enumerate(CODES.tolist())), return_dtype=pl.String)
    return pl.format("{}-{}-{}", company, code, pl.col("id").cast(pl.String).str.zfill(6))


def _translated(rows: pl.DataFrame, column: str, ids: pl.DataFrame) -> pl.DataFrame:
    """Only the rows whose seller's id in that column has one of the buyer's, with that."""
    return rows.join(ids, left_on=column, right_on="theirs").drop(column).rename({"id": column})
