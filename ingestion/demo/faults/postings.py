"""Documents that planters enter into the ERP, with everything that the real software would write for them."""

from dataclasses import dataclass

import polars as pl

from ingestion.demo.faults.entries import (
    affordable,
    bank_lines,
    completed,
    free_numbers,
    journal,
    stamped,
    with_defaults,
)
from ingestion.demo.faults.ground import Ground
from ingestion.demo.group.books_chart import account, bank_account
from ingestion.demo.group.money_charges import purpose_account
from ingestion.demo.group.versions import Change, history, stamp
from ingestion.demo.group.world import RATE_UNIT

__all__ = ["affordable", "payments", "purchase_invoices", "receipts", "sales_invoices"]


@dataclass(frozen=True)
class _Side:
    """Words of one side: sign of what is owed to us."""

    party: str
    cash: str
    invoice: str
    order: str
    delivery: str
    settlement: str
    control: str
    advance: str
    tax: str
    sign: int
    purpose: str


SALES = _Side(
    "customer", "receipt", "sales_invoice", "sales_order", "delivery", "settlement", "receivable", "customer_advance",
    "tax_output", 1, "收款 Receipt",
)  # fmt: skip
PURCHASES = _Side(
    "supplier", "payment", "purchase_invoice", "purchase_order", "goods_receipt", "supplier_settlement", "payable",
    "advance_paid", "tax_input", -1, "付款 Payment",
)  # fmt: skip


def payments(ground: Ground, rows: pl.DataFrame) -> pl.Series:
    """Payments to suppliers out of a bank account, in the company's currency; see `_cash`."""
    return _cash(ground, rows, PURCHASES)


def receipts(ground: Ground, rows: pl.DataFrame) -> pl.Series:
    """Receipts from customers; see `_cash`."""
    return _cash(ground, rows, SALES)


def purchase_invoices(ground: Ground, rows: pl.DataFrame) -> pl.Series:
    """Bills of suppliers, with supplier_invoice_number; see `_invoices`."""
    return _invoices(ground, rows, PURCHASES)


def sales_invoices(ground: Ground, rows: pl.DataFrame) -> pl.Series:
    """Invoices to customers; see `_invoices`."""
    return _invoices(ground, rows, SALES)


def _cash(ground: Ground, rows: pl.DataFrame, side: _Side) -> pl.Series:
    """Cash documents, posted on their posting date, with journal entry and bank line.

    Args:
        ground: of the ERP.
        rows: company_id, customer_id or supplier_id, amount, posting_date; optional: bank_account_id (else the
            operating account in the company's currency), bank_reference, contract_number, is_advance, counterparty
            (whom the bank's statement names; else the party), invoice_id (which it settles with all its amount on that
            day), instalment_sequence.
        side: selling or buying.

    Returns:
        their keys.
    """
    party = f"{side.party}_id"
    home = dict(ground.chains.masters.companies.select("id", "currency").iter_rows())
    rows = with_defaults(
        rows,
        is_advance=pl.lit(False),
        invoice_id=pl.lit(None),
        instalment_sequence=pl.lit(1),
        bank_account_id=purpose_account(ground.chains.masters, "operating"),
    ).with_columns(
        currency=pl.col("company_id").replace_strict(home, return_dtype=pl.String),
        exchange_rate=pl.lit(RATE_UNIT),
        amount_company="amount",
        bank_amount="amount",
        status=pl.lit("draft"),
        medium=pl.lit("bank"),
        is_returned=pl.lit(False),
        # payments are prepared some days before, receipts are entered when the bank shows them
        entered_on=_days_before(ground, "posting_date", rows.height, 6) if side is PURCHASES else "posting_date",
        _posted_on="posting_date",
    )
    rows = rows.with_columns(
        free_numbers(ground, side.cash, rows, "entered_on"),
        ground.new_keys(side.cash, rows.height).alias("id"),
        account_id=pl.when("is_advance").then(account(side.advance)).otherwise(account(side.control)),
    )
    keys = rows["id"]
    ground.add(side.cash, _posted(completed(ground, side.cash, rows), 22))
    rows = rows.drop("entered_on")
    parties = ground.last(side.party).select("name", "represents_company_id", _party="id")
    rows = rows.join(parties, left_on=party, right_on="_party", how="left", maintain_order="left")
    both = rows.with_columns(entry="id", document_id="id", document_type=pl.lit(side.cash))
    sides = [
        both.with_columns(amount=side.sign * pl.col("amount"), account_id=bank_account(), _place=pl.lit(1)).drop(party),
        both.with_columns(
            amount=-side.sign * pl.col("amount"), counterparty_company_id="represents_company_id", _place=pl.lit(2)
        ).drop("bank_account_id"),
    ]
    lines = pl.concat(sides, how="diagonal").with_columns(amount_company="amount").sort("entry", "_place")
    journal(ground, lines)
    rows = with_defaults(rows, counterparty=pl.col("name"), bank_reference=pl.lit(None, pl.String))
    bank_lines(
        ground,
        rows.select(
            "bank_account_id", "counterparty", value_date="posting_date", amount=side.sign * pl.col("amount"),
            purpose=pl.lit(side.purpose), reference="bank_reference",
        ),
    )  # fmt: skip
    settled = rows.filter(pl.col("invoice_id").is_not_null()).with_columns(
        pl.col("id").alias(f"{side.cash}_id"), settled_on="posting_date", amount_company_invoice="amount",
        amount_company_credit="amount",
    ).drop("id")  # fmt: skip
    if settled.height:
        ground.add(side.settlement, stamped(completed(ground, side.settlement, settled), "posting_date", 23))
    return keys


def _invoices(ground: Ground, rows: pl.DataFrame, side: _Side) -> pl.Series:
    """Invoices (or credit notes) of one line and one instalment, entered on their posting date.

    Args:
        ground: of the ERP.
        rows: company_id, customer_id or supplier_id, document_date, posting_date, due_date, net_amount, tax_amount,
            line_account_id (of the net amount; accrual and the like reverse what was accrued), employee_id,
            department_id; optional: document_kind, einvoice_number, contract_number, project_code, order_id,
            delivery_id or goods_receipt_id, supplier_invoice_number, original_invoice_id, product_id, quantity,
            posted_on (Date, on or after the posting date, which it is else; null: it stays a draft, which no entry of
            the journal follows).
            Amounts positive, in the company's currency; a credit note's kind says its sign.
        side: selling or buying.

    Returns:
        their keys.
    """
    party, home = f"{side.party}_id", dict(ground.chains.masters.companies.select("id", "currency").iter_rows())
    rows = with_defaults(rows, document_kind=pl.lit("invoice")).with_columns(
        currency=pl.col("company_id").replace_strict(home, return_dtype=pl.String),
        gross_amount=pl.col("net_amount") + pl.col("tax_amount"),
        exchange_rate=pl.lit(RATE_UNIT),
        status=pl.lit("draft"),
        is_retention=pl.lit(False),
        entered_on="posting_date",
    )
    rows = with_defaults(rows, posted_on=pl.col("posting_date")).with_columns(_posted_on="posted_on")
    rows = rows.with_columns(
        free_numbers(ground, side.invoice, rows, "posting_date"),
        ground.new_keys(side.invoice, rows.height).alias("id"),
        account_id=account(side.control),
        net_amount_company="net_amount",
        tax_amount_company="tax_amount",
        gross_amount_company="gross_amount",
    )
    keys = rows["id"]
    ground.add(side.invoice, _posted(completed(ground, side.invoice, rows), 13))
    rows = rows.with_columns(entered_on="posted_on")
    children = stamped(rows, "posting_date", 13).with_columns(
        invoice_id="id", sequence=pl.lit(1), amount="gross_amount", kind=pl.lit("normal")
    ).drop("id")  # fmt: skip
    ground.add(f"{side.invoice}_instalment", completed(ground, f"{side.invoice}_instalment", children))
    lines = children.with_columns(account_id="line_account_id")
    ground.add(f"{side.invoice}_line", completed(ground, f"{side.invoice}_line", lines))
    own = ground.last(side.party).select("represents_company_id", _party="id")
    sign = side.sign * pl.when(pl.col("document_kind") == "invoice").then(1).otherwise(-1)
    booked = (
        rows.drop_nulls("posted_on")
        .join(own, left_on=party, right_on="_party", how="left", maintain_order="left")
        .with_columns(entry="id", document_id="id", document_type=pl.lit(side.invoice), _sign=sign)
        .rename({"represents_company_id": "counterparty_company_id"})
    )
    parts = [
        booked.with_columns(amount=pl.col("_sign") * pl.col("gross_amount"), _place=pl.lit(1)).drop(
            "product_id", "quantity", strict=False
        ),
        booked.with_columns(
            amount=-pl.col("_sign") * pl.col("net_amount"), account_id="line_account_id", _place=pl.lit(2)
        ).drop(party),
        booked.with_columns(
            amount=-pl.col("_sign") * pl.col("tax_amount"), account_id=account(side.tax), _place=pl.lit(3)
        ).drop(party, "counterparty_company_id", "product_id", "quantity", strict=False),
    ]
    lines = pl.concat(parts, how="diagonal").filter(pl.col("amount") != 0)
    journal(ground, lines.with_columns(amount_company="amount").sort("entry", "_place"))
    return keys


def _posted(rows: pl.DataFrame, salt: int) -> pl.DataFrame:
    """Versions of documents: a draft when entered, posted later or at once."""
    entered = rows.with_columns(created_at=stamp(pl.col("entered_on"), salt))
    return history(entered, Change("_posted_on", {"status": pl.lit("posted")}))


def _days_before(ground: Ground, day: str, count: int, most: int) -> pl.Expr:
    """A day before each, not before the group's first day."""
    lag = pl.Series(ground.random("entered").integers(1, most, count))
    return pl.max_horizontal(pl.col(day) - pl.duration(days=pl.lit(lag)), pl.lit(ground.world.timeline.start))
