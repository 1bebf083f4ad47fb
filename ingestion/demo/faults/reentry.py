"""Documents that are entered later than they were: all that belongs to them comes with them."""

import polars as pl

from ingestion.demo.faults.entries import free_numbers
from ingestion.demo.faults.ground import Ground
from ingestion.demo.group.versions import FROM, UNTIL, stamp

_CHILDREN = {
    "sales_invoice": (("sales_invoice_instalment", "invoice_id"), ("sales_invoice_line", "invoice_id")),
    "purchase_invoice": (("purchase_invoice_instalment", "invoice_id"), ("purchase_invoice_line", "invoice_id")),
    "journal_entry": (("journal_line", "entry_id"),),
}
SETTLED = {"sales_invoice": "settlement", "purchase_invoice": "supplier_settlement"}
"""Tables of what settles invoices, by the invoices' table."""
_SALT = 13


def reentered(ground: Ground, table: str, picked: pl.DataFrame) -> pl.DataFrame:
    """Enter documents anew on a later day, as they were in the end; what refers to them must come after it.

    Args:
        ground: of the ERP.
        table: journal_entry, or one of invoices, whose entries of the journal come later too.
        picked: id, entered_on, company_id.

    Returns:
        picked with `new_id` and, of an invoice, `new_entry_id`, `old_number` and `new_number`.
    """
    picked = picked.with_columns(ground.new_keys(table, picked.height).alias("new_id"))
    moves = picked.select("id", "new_id", "entered_on")
    rows = _later(ground, table, "id", moves)
    if table in SETTLED:
        rows = rows.drop("number").hstack([free_numbers(ground, table, rows, FROM)])
    for child, column in _CHILDREN[table]:
        lines = _later(ground, child, column, moves).sort("id")
        lines = lines.with_columns(pl.col("_new").alias(column), ground.new_keys(child, lines.height).alias("id"))
        ground.remove(child, _of(ground, child, column, moves)["id"])
        ground.add(child, lines)
    old = ground.versions[table].filter(pl.col("id").is_in(moves["id"].implode()) & pl.col(UNTIL).is_null())
    ground.remove(table, moves["id"])
    ground.add(table, rows.with_columns(id="_new"))
    if table not in SETTLED:
        return picked
    _refer(ground, SETTLED[table], moves)
    entries = ground.last("journal_entry").filter(pl.col("document_type") == table)
    entries = entries.join(moves.rename({"id": "document_id", "new_id": "_document"}), on="document_id")
    ground.change("journal_entry", entries.select("id", document_id="_document"))
    booked = reentered(ground, "journal_entry", entries.select("id", "company_id", "entered_on", "_document"))
    booked = booked.select(new_id="_document", new_entry_id="new_id").unique(
        "new_id", keep="first", maintain_order=True
    )
    numbers = old.select("id", old_number="number")
    picked = picked.join(numbers, on="id", maintain_order="left").join(booked, on="new_id", maintain_order="left")
    return picked.join(rows.select(new_id="_new", new_number="number"), on="new_id", maintain_order="left")


def _of(ground: Ground, table: str, column: str, moves: pl.DataFrame) -> pl.DataFrame:
    """The last versions of rows that are, or belong to, what is moved; `_new`, `_on`."""
    current = ground.versions[table].filter(pl.col(UNTIL).is_null())
    wanted = moves.select(pl.col("id").cast(current.schema[column]).alias(column), _new="new_id", _on="entered_on")
    return current.join(wanted, on=column, maintain_order="left_right")


def _later(ground: Ground, table: str, column: str, moves: pl.DataFrame) -> pl.DataFrame:
    rows = _of(ground, table, column, moves)
    at = stamp(pl.col("_on"), _SALT, column)
    stamps = {name: at for name in ("created_at", "updated_at") if name in rows.columns}
    return rows.with_columns(pl.col("_on").alias(FROM), **stamps)


def _refer(ground: Ground, table: str, moves: pl.DataFrame) -> None:
    rows = ground.versions[table].join(moves.select(invoice_id="id", _new="new_id"), on="invoice_id")
    ground.change(table, rows.select("id", invoice_id="_new").unique("id"))
