"""What planters of receivables share: which invoices bear a fault, and what can be done with them."""

from dataclasses import replace

import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.world import RATE_UNIT

INVOICES = "receivables invoice"
"""Name under which an invoice is taken while keys are not final yet."""


def plain_invoices(ground: Ground, trade: Trade) -> pl.DataFrame:
    """Invoices of sale to third parties with which nothing special has happened.

    Posted, in the company's currency, neither cancelled nor credited, the only document of their delivery and of
    their milestone.

    Returns:
        the columns of Trade's invoices with invoice_id for id; `amount` (gross).
    """
    sold = trade.invoices.filter(pl.col("side") == "sales")
    credited = sold["original_invoice_id"].drop_nulls()
    lone = [pl.col(name).is_null() | (pl.len().over(name) == 1) for name in ("delivery_id", "milestone_id")]
    return (
        sold.filter(*lone)
        .filter(
            (pl.col("kind") == "invoice")
            & pl.col("posted_on").is_not_null()
            & pl.all_horizontal(pl.col("cancelled_on", "original_invoice_id", "sister_id", "seen_on").is_null())
            & (pl.col("rate") == RATE_UNIT)
            & ~pl.col("id").is_in(credited.implode())
            & (pl.col("posted_on") <= pl.lit(ground.world.timeline.end))
        )
        .rename({"id": "invoice_id"})
        .with_columns(amount="gross_amount")
    )


def invoices_of(trade: Trade, agreed: pl.DataFrame) -> pl.DataFrame:
    """The posted invoice of each milestone, with the columns of `plain_invoices`."""
    posted = trade.invoices.filter(
        (pl.col("side") == "sales") & (pl.col("kind") == "invoice") & pl.col("posted_on").is_not_null()
    )
    return posted.rename({"id": "invoice_id"}).join(agreed, on="milestone_id", how="inner", maintain_order="left")


def without_invoices(trade: Trade, keys: pl.Series) -> Trade:
    """Trade without some invoices, as if nobody had made them."""
    gone = pl.col("invoice_id").is_in(keys.implode())
    return replace(
        trade,
        invoices=trade.invoices.filter(~pl.col("id").is_in(keys.implode())),
        invoice_lines=trade.invoice_lines.filter(~gone),
        instalments=trade.instalments.filter(~gone),
        advance_uses=trade.advance_uses.filter(~gone),
    )


def shifted(ground: Ground, trade: Trade, rows: pl.DataFrame) -> Trade:
    """Trade with invoices made so many days later: invoice_id, _days."""
    days = pl.duration(days=pl.col("_days"))
    dated = ("document_date", "entered_on", "posting_date", "posted_on", "due_date")
    new = rows.join(trade.invoices.rename({"id": "invoice_id"}), on="invoice_id", maintain_order="left")
    # weekdays stay; a holiday is left behind together
    new = new.with_columns((pl.col(name) + days) for name in dated)
    extra = working_days(ground, new["entered_on"]).to_physical() - new["entered_on"].to_physical()
    new = new.with_columns(pl.col(name) + pl.duration(days=pl.lit(extra)) for name in dated)
    new = new.with_columns(posted_on=working_days(ground, new["posted_on"]))
    by = pl.col("_days") + pl.lit(extra)
    later = new.select("invoice_id", _by=by)
    instalments = (
        trade.instalments.join(later, on="invoice_id", how="left", maintain_order="left")
        .with_columns(
            # what is kept back until the warranty's end stays so
            due_date=pl.when(pl.col("kind") == "normal")
            .then(pl.col("due_date") + pl.duration(days=pl.col("_by").fill_null(0)))
            .otherwise("due_date")
        )
        .drop("_by")
    )
    changed = new.rename({"invoice_id": "id"}).select(trade.invoices.columns)
    kept = trade.invoices.filter(~pl.col("id").is_in(changed["id"].implode()))
    return replace(trade, invoices=pl.concat([kept, changed]), instalments=instalments)


def working_days(ground: Ground, days: pl.Series) -> pl.Series:
    """Each day, or the next working day after it."""
    return pl.Series(days.name, ground.world.timeline.next_working(days.to_physical().to_numpy())).cast(pl.Date)
