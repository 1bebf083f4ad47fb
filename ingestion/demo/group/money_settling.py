"""Settlements: carrying amounts that they relieve, what is undone, and documents that are cancelled and made anew."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.money_cash import numbered
from ingestion.demo.group.money_plan import NEVER, SALES, Side, working
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.world import RATE_UNIT, World, dates

_ABROAD = 6


@dataclass(frozen=True)
class Settled:
    """One side's documents and settlements, as in Money (note_place instead of note_id)."""

    documents: pl.DataFrame
    settlements: pl.DataFrame


def settle(
    world: World,
    masters: Masters,
    trade: Trade,
    documents: pl.DataFrame,
    rows: pl.DataFrame,
    credited: pl.DataFrame,
    side: Side,
) -> Settled:
    """Book what settles what.

    Args:
        world: of the group.
        masters: its companies.
        trade: its invoices.
        documents: receipts or payments, of `put_together`, with `medium`.
        rows: what they settle.
        credited: what credit notes settle.
        side: selling or buying.
    """
    settlements = _with_carrying_amounts(trade, documents, rows, credited)
    settlements = _undone(world, settlements, side)
    documents, settlements = _made_anew(world, documents, settlements, side)
    return _in_order(world, masters, documents, settlements, side)


def _with_carrying_amounts(
    trade: Trade, documents: pl.DataFrame, rows: pl.DataFrame, credited: pl.DataFrame
) -> pl.DataFrame:
    """Every part of a document relieves its share by cumulative rounding, so that all of them relieve all of it."""
    invoices = trade.invoices.select(
        "company_id",
        "party_id",
        "currency",
        invoice_id="id",
        _rate="rate",
        _whole="gross_amount",
        _company="gross_amount_company",
    )
    every = (
        pl.concat(
            [
                rows.drop("party_id", "currency").with_columns(credit_note_id=pl.lit(None, pl.Int64)),
                credited.with_columns(cash_id=pl.lit(None, pl.Int64)),
            ],
            how="diagonal",
        )
        .join(invoices, on="invoice_id", maintain_order="left")
        .sort("settle_on", "invoice_id", "sequence", "cash_id", "credit_note_id")
        .with_columns(amount_company_invoice=_relieved("invoice_id"))
        .drop("_rate", "_whole", "_company")
    )
    cash = documents.select(cash_id="id", _rate="rate", _whole="amount", _company="amount_company")
    by_cash = (
        every.filter(pl.col("cash_id").is_not_null())
        .join(cash.join(documents.select(cash_id="id", _advance="is_advance"), on="cash_id"), on="cash_id")
        .sort("settle_on", "cash_id", "invoice_id", "sequence")
        .with_columns(amount_company_credit=_relieved("cash_id"))
        .rename({"_advance": "is_advance"})
    )
    by_note = (
        every.filter(pl.col("credit_note_id").is_not_null())
        .join(
            invoices.select("_rate", "_whole", "_company", credit_note_id="invoice_id"),
            on="credit_note_id",
        )
        .sort("settle_on", "credit_note_id", "invoice_id", "sequence")
        .with_columns(amount_company_credit=_relieved("credit_note_id"), is_advance=pl.lit(False))
    )
    return (
        pl.concat([by_cash, by_note.select(by_cash.columns)])
        .drop("_rate", "_whole", "_company")
        .sort("settle_on", "invoice_id", "sequence", "cash_id", "credit_note_id")
        .with_columns(reversed_on=pl.lit(None, pl.Int32))
    )


def _relieved(document: str) -> pl.Expr:
    until = pl.col("amount").cum_sum().over(document)
    before = until - pl.col("amount")

    def carried(amount: pl.Expr) -> pl.Expr:
        converted = (amount * pl.col("_rate") + RATE_UNIT // 2) // RATE_UNIT
        return pl.when(amount == pl.col("_whole")).then("_company").otherwise(converted)

    return carried(until) - pl.when(before == 0).then(0).otherwise(carried(before))


def _undone(world: World, settlements: pl.DataFrame, side: Side) -> pl.DataFrame:
    """A few were made by mistake: they are undone some days later, and mostly made again within a week."""
    random, given = world.random(f"undone_{side.name}"), world.parameters["money"]["receipts"]
    count = settlements.height
    abroad = settlements["company_id"].to_numpy() == _ABROAD
    undone = working(world, settlements["settle_on"].to_numpy() + random.integers(3, 35, count), abroad)
    again = working(world, np.where(undone < NEVER, undone, 0) + random.integers(0, 8, count), abroad)
    chosen = (random.random(count) < given["reversed"]) & (undone < NEVER)
    chosen &= settlements["cash_id"].is_not_null().to_numpy()
    drawn = np.where(chosen, undone, NEVER)
    first = settlements.with_columns(
        reversed_on=pl.when(pl.Series(chosen)).then(pl.Series(drawn, dtype=pl.Int32)),
    )
    repeated = settlements.with_columns(settle_on=pl.Series(again, dtype=pl.Int32)).filter(
        pl.Series(chosen & (random.random(count) < 0.85) & (again < NEVER))
    )
    return pl.concat([first, repeated])


def _made_anew(
    world: World, documents: pl.DataFrame, settlements: pl.DataFrame, side: Side
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Some receipts are cancelled and entered anew on that day; some payments come back and are paid anew."""
    random, given = world.random(f"anew_{side.name}"), world.parameters["money"]["receipts"]
    count = documents.height
    posted = documents["posting_date"].to_physical().to_numpy()
    abroad = documents["company_id"].to_numpy() == _ABROAD
    cancelled = working(world, posted + random.integers(2, 25, count), abroad)
    lag = 0 if side is SALES else random.integers(1, 9, count)
    again = working(world, np.where(cancelled < NEVER, cancelled, 0) + lag, abroad)
    # what has a settlement that was undone has been mended once already
    mended = settlements.filter(pl.col("reversed_on").is_not_null())["cash_id"].unique()
    chosen = (
        pl.Series(random.random(count) < given["cancelled"])
        & pl.Series((cancelled < NEVER) & (again < NEVER))
        & documents.select(
            (pl.col("medium") == "bank")
            & ~pl.col("is_advance")
            & ~pl.col("is_own")
            & ~pl.col("id").is_in(mended.drop_nulls().implode())
        ).to_series()
    )
    documents = documents.with_columns(
        cancelled_on=pl.when(chosen).then(dates(np.where(chosen.to_numpy(), cancelled, 0))),
        replaces_id=pl.lit(None, pl.Int64),
        is_returned=chosen & (side is not SALES),
        _cancelled=pl.Series(cancelled, dtype=pl.Int32),
        _again=pl.Series(again, dtype=pl.Int32),
    )
    old = documents.filter(chosen)
    new = old.with_columns(
        id=pl.int_range(1, pl.len() + 1) + documents.height,
        replaces_id="id",
        posting_date=dates(old["_again"].to_numpy()),
        cancelled_on=pl.lit(None, pl.Date),
        is_returned=pl.lit(False),
    )
    moved = settlements.join(
        new.select("_cancelled", "_again", cash_id="replaces_id", _new="id"),
        on="cash_id",
        how="left",
        maintain_order="left",
    )
    is_done = pl.col("_new").is_not_null() & (pl.col("settle_on") <= pl.col("_cancelled"))
    kept = moved.with_columns(
        cash_id=pl.when(pl.col("_new").is_not_null() & ~is_done).then("_new").otherwise("cash_id"),
        settle_on=pl.when(pl.col("_new").is_not_null() & ~is_done)
        .then(pl.max_horizontal("settle_on", "_again"))
        .otherwise("settle_on"),
        reversed_on=pl.when(is_done).then("_cancelled").otherwise("reversed_on"),
    )
    repeated = moved.filter(is_done).with_columns(cash_id="_new", settle_on="_again")
    columns = settlements.columns
    return (
        pl.concat([documents, new]).drop("_cancelled", "_again"),
        pl.concat([kept.select(columns), repeated.select(columns)]),
    )


def _in_order(
    world: World, masters: Masters, documents: pl.DataFrame, settlements: pl.DataFrame, side: Side
) -> Settled:
    """Keys in the order of days, drafts of payments that are deleted, settlements that are committed late."""
    random, given = world.random(f"order_{side.name}"), world.parameters["money"]["payments"]
    entered = documents["posting_date"].to_physical().to_numpy()
    if side is not SALES:
        # a bill is there only from the day on which it is received or issued
        is_draft = (documents["medium"] == "bank").to_numpy()
        entered = entered - (random.integers(0, 5, documents.height) + 1) * is_draft
    documents = documents.with_columns(
        entered_on=dates(entered), posted_on="posting_date", deleted_on=pl.lit(None, pl.Date)
    )
    if side is not SALES:
        drafts = documents.filter(
            pl.Series(random.random(documents.height) < given["deleted"]) & (pl.col("medium") == "bank")
        )
        drafts = drafts.with_columns(
            id=pl.int_range(1, pl.len() + 1) + documents.height,
            posted_on=pl.lit(None, pl.Date),
            cancelled_on=pl.lit(None, pl.Date),
            replaces_id=pl.lit(None, pl.Int64),
            is_returned=pl.lit(False),
            deleted_on=pl.col("posting_date") + pl.duration(days=1),
        )
        documents = pl.concat([documents, drafts])
    ordered = documents.rename({"id": "_old"}).sort("entered_on", "_old").with_columns(
        id=pl.int_range(1, pl.len() + 1)
    )  # fmt: skip
    keys = ordered.select("_old", cash_id="id")
    ordered = ordered.join(keys.rename({"_old": "replaces_id", "cash_id": "_replaces"}), on="replaces_id", how="left")
    ordered = numbered(masters, ordered.sort("id"), side.code, "entered_on").with_columns(replaces_id="_replaces")
    settlements = (
        settlements.rename({"cash_id": "_old"})
        .join(keys, on="_old", how="left", maintain_order="left")
        .sort("settle_on", "invoice_id", "sequence", "cash_id", "credit_note_id", "reversed_on")
        .with_columns(id=pl.int_range(1, pl.len() + 1), is_reversed=pl.col("reversed_on").is_not_null())
    )
    late = pl.Series(random.random(settlements.height) < 0.004)
    seen = working(world, settlements["settle_on"].to_numpy() + 2, np.zeros(settlements.height, dtype=bool))
    return Settled(
        ordered.drop("_old", "_replaces", "number_right", "parts", strict=False),
        settlements.select(
            "id",
            "company_id",
            "invoice_id",
            "cash_id",
            "credit_note_id",
            "party_id",
            "currency",
            "is_advance",
            "amount",
            "amount_company_invoice",
            "amount_company_credit",
            instalment_sequence="sequence",
            settled_on=dates(settlements["settle_on"].to_numpy()),
            reversed_on=pl.when("is_reversed").then(dates(settlements["reversed_on"].fill_null(0).to_numpy())),
            seen_on=pl.when(late & pl.Series(seen < NEVER) & ~pl.col("is_reversed")).then(
                dates(np.where(seen < NEVER, seen, 0))
            ),
        ),
    )
