"""Trade with other documents than before: keys and numbers as if it had been made so."""

from dataclasses import dataclass

import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.trade_billed import INVOICE_CODES
from ingestion.demo.group.trade_final import DELIVERY_CODES, numbered

PLACED = "_placed_on"
"""Column that a planter may give deliveries: the day (Date) by which they are numbered, when it is another one."""


@dataclass(frozen=True)
class Keyed:
    """Trade with new keys, and how they have moved: `old` and `id` of invoices, deliveries, delivery_lines."""

    trade: Trade
    invoices: pl.DataFrame
    deliveries: pl.DataFrame
    delivery_lines: pl.DataFrame


def rekeyed(masters: Masters, trade: Trade) -> Keyed:
    """Keys by day again, numbers without gaps, after rows have been added (with any other keys) or taken away.

    Invoices and deliveries of a day stand in the order of their old keys. What refers to rows that are no more has
    been taken away by the planter. A sister's bill has the seller's new number.
    """
    invoices = trade.invoices.rename({"id": "old"}).sort("entered_on", "old").with_columns(_id())
    invoice_keys = invoices.select("old", "id")
    placed = pl.coalesce(PLACED, "delivered_on") if PLACED in trade.deliveries.columns else pl.col("delivered_on")
    deliveries = (
        trade.deliveries.with_columns(placed.alias(PLACED))
        .rename({"id": "old"})
        .sort(PLACED, "old")
        .with_columns(_id())
    )
    delivery_keys = deliveries.select("old", "id")
    deliveries = deliveries.with_columns(number=numbered(masters, DELIVERY_CODES, pl.col("side"), PLACED))
    delivery_lines = (
        with_new_keys(trade.delivery_lines, delivery_keys, "delivery_id")
        .rename({"id": "old"})
        .sort("delivery_id", "old")
        .with_columns(_id())
    )
    line_keys = delivery_lines.select("old", "id")
    invoices = invoices.with_columns(
        number=numbered(masters, INVOICE_CODES, pl.col("side") + pl.col("kind"), "entered_on")
    )
    for column in ("original_invoice_id", "sister_id"):
        invoices = with_new_keys(invoices, invoice_keys, column)
    invoices = with_new_keys(invoices, delivery_keys, "delivery_id")
    theirs = invoices.filter(pl.col("side") == "sales").select("number", sister_id="id").rename({"number": "_sold"})
    invoices = invoices.join(theirs, on="sister_id", how="left", maintain_order="left").with_columns(
        their_number=pl.coalesce("_sold", "their_number")
    )
    lines = with_new_keys(with_new_keys(trade.invoice_lines, invoice_keys, "invoice_id"), line_keys, "delivery_line_id")
    instalments = with_new_keys(trade.instalments, invoice_keys, "invoice_id")
    moves = with_new_keys(trade.stock_moves, delivery_keys, "delivery_id").sort("moved_on", "id")
    found = Trade(
        trade.orders,
        trade.order_lines,
        deliveries.select(trade.deliveries.drop(PLACED, strict=False).columns),
        delivery_lines.select(trade.delivery_lines.columns),
        invoices.select(trade.invoices.columns),
        lines.sort("invoice_id", "sequence").with_columns(_id()).select(trade.invoice_lines.columns),
        instalments.sort("invoice_id", "sequence").with_columns(_id()).select(trade.instalments.columns),
        trade.advances,
        with_new_keys(trade.advance_uses, invoice_keys, "invoice_id").select(trade.advance_uses.columns),
        moves.with_columns(_id()).select(trade.stock_moves.columns),
        trade.warehouses,
    )
    return Keyed(found, invoice_keys, delivery_keys, line_keys)


def _id() -> pl.Expr:
    return pl.int_range(1, pl.len() + 1).cast(pl.Int64).alias("id")


def with_new_keys(rows: pl.DataFrame, keys: pl.DataFrame, column: str) -> pl.DataFrame:
    """The rows with the new keys in a column; null stays null."""
    new = keys.select(pl.col("old").alias(column), _new="id")
    return (
        rows.join(new, on=column, how="left", maintain_order="left")
        .with_columns(pl.col("_new").alias(column))
        .drop("_new")
    )
