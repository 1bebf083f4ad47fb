"""What planted bills and payments leave behind: documents of the ERP, and what the OA is asked for."""

import polars as pl

from ingestion.demo.faults.entries import bank_lines, journal
from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.postings import payments, purchase_invoices
from ingestion.demo.group.oa.common import present

ASKED: dict[str, type[pl.DataType]] = {
    "like_id": pl.Int64,
    "days": pl.Int64,
    "amount": pl.Int64,
    "reference": pl.String,
    "payee": pl.String,
    "paid_on": pl.Date,
}
"""What the OA was asked for before a planted payment: like the request of which payment (key in the ERP before anything
was planted), how many days later, its amount, the bill's number, the payee's name (null: the same), the day of the
payment."""


def enter_bills(ground: Ground, rows: pl.DataFrame) -> pl.DataFrame:
    """Bills like others, without an order, one line each.

    Args:
        ground: of the ERP.
        rows: of `paid_bills`, changed as the new bills are, and entered_on.

    Returns:
        the rows with bill_id and bill_number.
    """
    masters = ground.chains.masters
    bills = rows.with_columns(present(masters, rows, "entered_on").alias("employee_id")).select(
        *("company_id", "supplier_id", "document_date", "due_date", "net_amount", "tax_amount", "line_account_id"),
        *("employee_id", "department_id", "project_code", "supplier_invoice_number", "einvoice_number"),
        posting_date="entered_on",
    )
    keys = purchase_invoices(ground, bills)
    if rows.is_empty():
        return rows.with_columns(bill_id=pl.lit(None, pl.Int64), bill_number=pl.lit(None, pl.String))
    number = ground.added["purchase_invoice"][-1]["number"]
    return rows.with_columns(keys.alias("bill_id"), number.alias("bill_number"))


def pay_bills(ground: Ground, rows: pl.DataFrame, *, settles: bool = True) -> pl.DataFrame:
    """Payments like others.

    Args:
        ground: of the ERP.
        rows: company_id, supplier_id, bank_account_id, amount, pay_on; with bill_id and bill_number that of the bill,
            else bank_reference.
        settles: whether the bill is settled by it; else it stays an open item.

    Returns:
        the rows with paid_id.
    """
    found = rows.select(
        *("company_id", "supplier_id", "bank_account_id", "amount"),
        posting_date="pay_on",
        bank_reference=pl.lit("付款 ") + pl.col("bill_number") if settles else pl.col("bank_reference"),
        invoice_id=pl.col("bill_id") if settles else pl.lit(None, pl.Int64),
    )
    if "payee" in rows.columns:
        found = found.with_columns(counterparty=rows["payee"])
    if rows.is_empty():
        return rows.with_columns(paid_id=pl.lit(None, pl.Int64))
    return rows.with_columns(payments(ground, found).alias("paid_id"))


def asked_for(rows: pl.DataFrame) -> pl.DataFrame:
    """What the OA was asked for; columns: ASKED.

    Args:
        rows: id (of the payment whose request is alike), paid_on (its day), pay_on, amount, bank_reference or
            bill_number; payee if it is another.
    """
    number = pl.col("bank_reference").str.extract(r"(\S*\d\S*)\s*$")
    return rows.select(
        like_id="id",
        days=(pl.col("pay_on") - pl.col("paid_on")).dt.total_days(),
        amount="amount",
        reference=pl.col("bill_number") if "bill_number" in rows.columns else number,
        payee=pl.col("payee") if "payee" in rows.columns else pl.lit(None),
        paid_on="pay_on",
    ).cast(ASKED)  # type: ignore[arg-type]


def return_payments(ground: Ground, rows: pl.DataFrame) -> None:
    """The bank sends payments back: they are cancelled, with what they settled, their entries and their money.

    Args:
        ground: of the ERP.
        rows: id (of the payment), bank_account_id, amount, bank_reference, supplier_id, returned_on.
    """
    if rows.is_empty():
        return
    changes = rows.select("id", "returned_on", status=pl.lit("cancelled"), is_returned=pl.lit(True))
    ground.change("payment", changes.with_columns(cancelled_on="returned_on"), since="returned_on")
    days = rows.select("returned_on", payment_id="id")
    settled = ground.last("supplier_settlement").select("id", "payment_id").join(days, on="payment_id")
    settled = settled.select("id", "returned_on", reversed_on="returned_on")
    ground.change("supplier_settlement", settled, since="returned_on")
    entries = ground.last("journal_entry").filter(pl.col("document_type") == "payment")
    heads = entries.select("company_id", "document_type", "document_id", entry="id").join(
        rows.select("returned_on", document_id="id"), on="document_id"
    )
    lines = ground.last("journal_line").drop("updated_at", "_from", "_until", "_first", "id").join(
        heads, left_on="entry_id", right_on="entry"
    )  # fmt: skip
    journal(
        ground,
        lines.with_columns(
            -pl.col("amount"), -pl.col("amount_company"), -pl.col("quantity"), entry="entry_id",
            posting_date="returned_on", is_reversal=pl.lit(True),
        ).drop("entry_id"),
    )  # fmt: skip
    names = ground.last("supplier").select(supplier_id="id", counterparty="name")
    bank_lines(
        ground,
        rows.join(names, on="supplier_id", maintain_order="left").select(
            "bank_account_id", "counterparty", "amount", value_date="returned_on", purpose=pl.lit("退汇 Returned"),
            reference="bank_reference",
        ),
    )  # fmt: skip
