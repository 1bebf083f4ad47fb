"""How customers pay and suppliers are paid in the demonstration ERP: part by part."""

import numpy as np
import polars as pl

from ingestion.demo.erp_sides import DISPUTING, Side
from ingestion.demo.erp_world import Ints, Mask, World


def make_payments(
    world: World, side: Side, parties: pl.DataFrame, invoices: pl.DataFrame, plan: pl.DataFrame
) -> pl.DataFrame:
    """What reaches or leaves the bank up to the last day, one row per part of an obligation that is paid at once.

    Args:
        world: the calendar and random numbers.
        side: which days are paid on, and how long after the due date.
        parties: with their behaviour.
        invoices: as `make_invoices` gives them.
        plan: the obligations, with `credited`: what credit notes take off.

    Returns:
        payment, obligation, invoice_id, party_id, company, currency, posting_date, instalment_sequence
        (when named), day, advance (its own number, else -1), settled_on, amount, cancelled_on.
    """
    due = (
        plan.join(invoices.drop("due_date", "instalments"), left_on="invoice_id", right_on="id")
        .join(parties.select("character", "run_weekday", "stop_day", party_id="id"), "party_id")
        .sort("obligation")
    )
    count, random = len(due), world.random
    column = {name: due[name].to_numpy() for name in ("posting_date", "character", "sequence", "instalments")}
    posted = (due["status"] == "posted").to_numpy()
    posting, payable = column["posting_date"], (due["amount"] - due["credited"]).to_numpy()
    bounced_off = due["is_paid_before_cancelled"].to_numpy() & (column["sequence"] == 1)

    day = np.maximum(due["due_date"].to_numpy() + _delays(world, side, column["character"]), posting + 1)
    swapped = _swap_first_two(world, day, posted & (column["sequence"] == 1) & (column["instalments"] > 1))
    named = swapped | (random.random(len(invoices)) < 0.6)[due["invoice_id"].to_numpy() - 1]
    day = np.where(bounced_off, posting + 2, day)
    first_pct = np.where((random.random(count) < 0.12) | bounced_off, random.integers(40, 71, count), 100)
    disputed = (column["character"] == DISPUTING) & (random.random(count) < 0.45)
    first_pct = np.where(disputed, random.integers(50, 96, count), first_pct)
    pause = np.where(disputed, world.days(150, 500, count), world.days(15, 45, count))
    early = world.pick(posted & ~swapped & (column["sequence"] == 1) & (payable > 0), 0.015, 20)
    first_pct = np.where(early | swapped, 100, first_pct)
    first = payable * first_pct // 100

    run = due["run_weekday"].to_numpy()
    day, later = (side.next_run(one, run) for one in (day, day + pause))
    day = np.where(early, posting - world.days(5, 40, count), day)
    lag = np.where((random.random(count) < 0.15) & posted, world.days(1, 15, count), 0)
    applied_later = early & (random.random(count) < 0.5)
    settled = np.where(applied_later, posting + world.days(2, 25, count), day + lag)
    base = due.select(
        "obligation",
        "invoice_id",
        "party_id",
        "company",
        "currency",
        "posting_date",
        "cancelled_on",
        "stop_day",
        "status",
        "instalments",
        "sequence",
    ).with_columns(instalment_sequence=pl.when(pl.Series(named) & (pl.col("instalments") > 1)).then("sequence"))
    parts = [
        base.with_columns(
            day=pl.Series(when),
            settled_on=pl.Series(settle),
            amount=pl.Series(amount),
            advance=pl.Series(advance),
        )
        for when, settle, amount, advance in (
            (day, settled, first, np.where(early, np.arange(count), -1)),
            (later, later + lag, payable - first, np.full(count, -1)),
        )
    ]
    return (
        pl.concat(parts)
        .with_columns(settled_on=pl.col("settled_on").clip(upper_bound=world.as_of))
        .filter(
            pl.col("amount") > 0,
            pl.col("day") <= world.as_of,
            pl.col("day") < pl.col("stop_day"),
            pl.col("status") != "draft",
            pl.col("cancelled_on").is_null() | (pl.col("day") + 1 < pl.col("cancelled_on")),
        )
        .with_columns(payment=pl.int_range(pl.len()))
    )


def _delays(world: World, side: Side, character: Ints) -> Ints:
    """Days from the due date to when it may be paid."""
    lows, highs = np.array(side.delays).T
    return world.random.integers(lows[character], highs[character], endpoint=True)


def _swap_first_two(world: World, day: Ints, firsts: Mask) -> Mask:
    """Let some invoices have their second instalment paid before the first; changes `day`.

    Returns:
        Which obligations are the first or second of such an invoice.
    """
    one = np.flatnonzero(world.pick(firsts, 0.008, 16))
    early, late = np.minimum(day[one], day[one + 1]), np.maximum(day[one], day[one + 1])
    day[one], day[one + 1] = np.maximum(late, early + 14), early
    swapped = np.zeros(len(day), dtype=np.bool_)
    swapped[one], swapped[one + 1] = True, True
    return swapped
