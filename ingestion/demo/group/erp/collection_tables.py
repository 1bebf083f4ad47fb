"""Versions of the ERP's tables of collection: disputes and promises to pay."""

import polars as pl

from ingestion.demo.group.disputes import make_disputes
from ingestion.demo.group.erp.schema_collections import COLLECTION_TABLES
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.money import Money
from ingestion.demo.group.promises import make_promises
from ingestion.demo.group.replay import seen_late
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.versions import FROM, Change, history, of_table, stamp
from ingestion.demo.group.world import World


def make_collection_tables(world: World, masters: Masters, trade: Trade, money: Money) -> dict[str, pl.DataFrame]:
    """Versions of the tables of schema_collections."""
    disputes = make_disputes(world, masters, trade, money)
    promises = make_promises(world, masters, trade, money, disputes)
    tables = {"dispute": _disputes(world, disputes), "payment_promise": _promises(promises)}
    begun = pl.col(FROM).to_physical() <= world.timeline.last
    return {table.name: of_table(table, tables[table.name].filter(begun)) for table in COLLECTION_TABLES}


def _disputes(world: World, disputes: pl.DataFrame) -> pl.DataFrame:
    """A few are entered late, with the day on which the customer wrote."""
    rows = disputes.rename({"invoice_id": "sales_invoice_id", "party_id": "customer_id"}).with_columns(
        status=pl.lit("open"),
        created_at=stamp(pl.col("opened_on"), 41),
        resolved_on=pl.lit(None, pl.Date),
        outcome=pl.lit(None, pl.String),
        credit_note_id=pl.lit(None, pl.Int64),
        _resolved_on="resolved_on",
        _resolved="resolved_on",
        _outcome="outcome",
        _note="credit_note_id",
    )
    ended = {
        "status": pl.lit("resolved"),
        "resolved_on": pl.col("_resolved"),
        "outcome": pl.col("_outcome"),
        "credit_note_id": pl.col("_note"),
    }
    return history(seen_late(world, "dispute", rows), Change("_resolved_on", ended))


def _promises(promises: pl.DataFrame) -> pl.DataFrame:
    """As noted on the telephone; a later one, or a call that takes it back, ends it."""
    rows = promises.rename(
        {"invoice_id": "sales_invoice_id", "sequence": "instalment_sequence", "party_id": "customer_id"}
    ).with_columns(
        promised_date="promised_on",
        status=pl.lit("open"),
        created_at=stamp(pl.col("made_on"), 42),
        ended_on=pl.lit(None, pl.Date),
        _ended_on="ended_on",
        _ended="ended_on",
        _ending="ending",
    )
    return history(rows, Change("_ended_on", {"status": pl.col("_ending"), "ended_on": pl.col("_ended")}))
