"""Which part of which instalment is settled by what: credit notes, advances, payments, overpayments."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingestion.demo.group.money_plan import NEVER, SALES, Side, available, working
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.world import MINOR_UNIT, World

BANK, WRITE_OFF, ADVANCE = 0, -1, 10**9
"""Channels: money, a small rest that is given up, and from ADVANCE on an advance (plus its key)."""
_ABROAD = 6
_WHO = ["company_id", "party_id", "currency"]


@dataclass(frozen=True)
class Pieces:
    """What settles what, before it is put into documents.

    Attributes:
        paid: company_id, party_id, currency, pay_on, channel, contract_id, project_id, number (of the invoice),
            source_id (invoice for which it is paid; 0: none), invoice_id (that it settles; null: none), sequence,
            amount, settle_on (null: soon after pay_on). Days are numbers.
        credited: invoice_id, sequence, credit_note_id, settle_on, amount.
    """

    paid: pl.DataFrame
    credited: pl.DataFrame


def make_pieces(world: World, items: pl.DataFrame, trade: Trade, side: Side) -> Pieces:
    """Settle what `plan_instalments` planned."""
    items, credited, credits = _with_credit_notes(items, trade, side)
    items, advanced = _with_advances(world, items, trade, side)
    paid, short = _payments(world, items, side)
    paid, over, late_credits = _with_overpayments(world, paid, credits, side)
    columns = [*_WHO, "pay_on", "channel", "contract_id", "project_id", "number"]
    columns += ["source_id", "invoice_id", "sequence", "amount", "settle_on"]
    every = pl.concat([one.select(columns) for one in (paid, short, over, advanced)])
    return Pieces(
        every.filter((pl.col("pay_on") < NEVER) & (pl.col("amount") > 0)),
        pl.concat([credited, late_credits]).filter(pl.col("settle_on") < NEVER),
    )


def spread(debts: pl.DataFrame, credits: pl.DataFrame, key: str) -> pl.DataFrame:
    """Credits fill debts of the same key in the order of the rows.

    Args:
        debts: key, `amount`, anything else.
        credits: key, `credit_amount`, anything else.
        key: column by which they belong together.

    Returns:
        the columns of both for every pair that meets, `use` (the amount).
    """
    debts = debts.with_columns(_end=pl.col("amount").cum_sum().over(key))
    credits = credits.with_columns(_credit_end=pl.col("credit_amount").cum_sum().over(key))
    first = pl.max_horizontal(pl.col("_end") - pl.col("amount"), pl.col("_credit_end") - pl.col("credit_amount"))
    return (
        debts.join(credits, on=key, maintain_order="left_right")
        .with_columns(use=pl.min_horizontal("_end", "_credit_end") - first)
        .filter(pl.col("use") > 0)
        .drop("_end", "_credit_end")
    )


def _with_credit_notes(
    items: pl.DataFrame, trade: Trade, side: Side
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Credit notes reduce what is not yet paid of their invoice; what is left of them waits for later invoices."""
    notes = (
        trade.invoices.filter(
            (pl.col("side") == side.name)
            & (pl.col("kind") == "credit_note")
            & pl.col("posted_on").is_not_null()
            & pl.col("cancelled_on").is_null()
        )
        .select(
            *_WHO,
            "sister_id",
            credit_note_id="id",
            invoice_id="original_invoice_id",
            credit_amount="gross_amount",
            noted_on=available(),
        )
        .sort("noted_on", "credit_note_id")
    )
    pairs = (
        spread(items, notes.drop(*_WHO, "sister_id"), "invoice_id")
        .with_columns(settle_on=pl.max_horizontal("noted_on", "available"))
        .filter(pl.col("settle_on") <= pl.col("pay_on"))
    )
    credited = pairs.select("invoice_id", "sequence", "credit_note_id", "settle_on", amount="use")
    left = (
        notes.join(
            credited.group_by("credit_note_id").agg(used=pl.col("amount").sum()), on="credit_note_id", how="left"
        )
        .with_columns(extra=pl.col("credit_amount") - pl.col("used").fill_null(0))
        .filter((pl.col("extra") > 0) & pl.col("sister_id").is_null())
        .select(*_WHO, "credit_note_id", "extra", after="noted_on")
    )
    return _reduced(items, pairs), credited, left


def _with_advances(world: World, items: pl.DataFrame, trade: Trade, side: Side) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Advances are paid as requested, before they are used; each use settles a part of its invoice."""
    random = world.random(f"advances_{side.name}")
    advances = trade.advances.filter(pl.col("side") == side.name).sort("id")
    uses = trade.advance_uses.join(advances.select(advance_id="id"), on="advance_id").sort("advance_id", "invoice_id")
    first_use = (
        uses.join(items.group_by("invoice_id").agg(pl.col("available").min()), on="invoice_id")
        .group_by(pl.col("advance_id").alias("id"))
        .agg(first_use=pl.col("available").min())
    )
    advances = advances.join(first_use, on="id", how="left", maintain_order="left")
    asked = advances["requested_on"].to_physical().to_numpy()
    day = advances["due_date"].to_physical().to_numpy() + np.rint(random.normal(2, 6, advances.height))
    day = np.minimum(day, advances["first_use"].fill_null(NEVER).to_numpy() - 1)
    day = working(world, np.maximum(day, asked), advances["company_id"].to_numpy() == _ABROAD)
    advances = advances.select(
        *_WHO,
        "contract_id",
        "gross_amount",
        advance_id="id",
        project_id=pl.lit(None, pl.Int64),
        number=pl.lit(None, pl.String),
        source_id=pl.lit(0, pl.Int64),
        pay_on=pl.Series(day, dtype=pl.Int32),
        channel=pl.col("id") + ADVANCE,
    ).filter(pl.col("pay_on") < NEVER)
    paid_uses = uses.join(advances.select("advance_id", _paid_on="pay_on"), on="advance_id", maintain_order="left")
    pairs = spread(items, paid_uses.rename({"gross_amount": "credit_amount"}), "invoice_id").with_columns(
        settle_on=pl.max_horizontal("_paid_on", "available")
    )
    used = pairs.select("advance_id", "invoice_id", "sequence", "number", "settle_on", amount="use").join(
        advances.drop("number"), on="advance_id", maintain_order="left"
    )
    rest = (
        advances.join(used.group_by("advance_id").agg(used=pl.col("amount").sum()), on="advance_id", how="left")
        .with_columns(amount=pl.col("gross_amount") - pl.col("used").fill_null(0))
        .filter(pl.col("amount") > 0)
    )
    return _reduced(items, pairs), pl.concat([used, rest], how="diagonal")


def _reduced(items: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The instalments without what the pairs settle of them."""
    used = pairs.group_by("invoice_id", "sequence").agg(_used=pl.col("use").sum())
    return (
        items.join(used, on=["invoice_id", "sequence"], how="left", maintain_order="left")
        .with_columns(amount=pl.col("amount") - pl.col("_used").fill_null(0))
        .drop("_used")
    )


def _payments(world: World, items: pl.DataFrame, side: Side) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each rest in one payment or in two; from a few a little is missing, which is given up later."""
    random, given = world.random(f"parts_{side.name}"), world.parameters["money"]["receipts"]
    items = items.filter((pl.col("amount") > 0) & (pl.col("pay_on") < NEVER)).with_columns(
        channel=pl.lit(BANK, pl.Int64), settle_on=pl.lit(None, pl.Int32), source_id=pl.col("invoice_id")
    )
    count = items.height
    third, amount = items["sister_id"].is_null().to_numpy(), items["amount"].to_numpy()
    in_two = third & (random.random(count) < items["parts"].to_numpy()) & (amount > 2_000 * MINOR_UNIT)
    share = random.uniform(0.3, 0.8, count)
    # people pay a round amount first
    first = np.where(in_two, np.floor(amount * share / 100_000).astype(np.int64) * 100_000, amount)
    again = working(
        world,
        items["pay_on"].to_numpy() + random.integers(20, 90, count),
        items["company_id"].to_numpy() == _ABROAD,
    )
    pieces = pl.concat(
        [
            items.with_columns(pl.Series("amount", first)),
            items.with_columns(pl.Series("amount", amount - first), pl.Series("pay_on", again, dtype=pl.Int32)),
        ]
    ).filter((pl.col("amount") > 0) & (pl.col("pay_on") < NEVER))
    is_short = (random.random(pieces.height) < given["short"] * (side is SALES)) & (
        pieces["amount"].to_numpy() > 10 * given["short_most"] * MINOR_UNIT
    )
    is_short &= pieces["sister_id"].is_null().to_numpy()
    missing = np.where(is_short, random.integers(5 * MINOR_UNIT, given["short_most"] * MINOR_UNIT, pieces.height), 0)
    given_up = working(
        world,
        pieces["pay_on"].to_numpy() + random.integers(30, 100, pieces.height),
        pieces["company_id"].to_numpy() == _ABROAD,
    )
    short = pieces.with_columns(
        pl.Series("amount", missing),
        pl.Series("pay_on", given_up, dtype=pl.Int32),
        channel=pl.lit(WRITE_OFF, pl.Int64),
        settle_on=pl.Series(given_up, dtype=pl.Int32),
    ).filter(pl.col("amount") > 0)
    return pieces.with_columns(amount=pl.col("amount") - pl.Series(missing)), short


def _with_overpayments(
    world: World, paid: pl.DataFrame, credits: pl.DataFrame, side: Side
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """A few pay too much; that, and what is left of credit notes, is deducted from the party's next payment."""
    random, share = world.random(f"over_{side.name}"), world.parameters["money"]["receipts"]["over"]
    paid = paid.sort("pay_on", "invoice_id", "sequence").with_row_index("_piece")
    third = paid["sister_id"].is_null().to_numpy()
    chosen = third & (random.random(paid.height) < share)
    extra = np.maximum(paid["amount"].to_numpy() * random.uniform(0.01, 0.2, paid.height) / 10_000, 1).astype(np.int64)
    over = paid.filter(pl.Series(chosen)).with_columns(
        extra=pl.Series(extra[chosen]) * 10_000, after=pl.col("pay_on") + 10, credit_note_id=pl.lit(None, pl.Int64)
    )
    wanted = pl.concat([over, credits.with_columns(pl.col("after") + 3)], how="diagonal").sort("after")
    targets = paid.filter(pl.Series(third & ~chosen)).select(
        *_WHO, "pay_on", _target="_piece", to_invoice="invoice_id", to_sequence="sequence", open="amount"
    )
    met = wanted.join_asof(
        targets.rename({"pay_on": "used_on"}),
        left_on="after",
        right_on="used_on",
        by=_WHO,
        strategy="forward",
        check_sortedness=False,
    ).with_columns(
        use=pl.when(pl.col("_target").is_not_null() & (pl.int_range(pl.len()).over("_target") == 0))
        .then(pl.min_horizontal("extra", "open"))
        .otherwise(0)
    )
    used = met.filter(pl.col("use") > 0)
    paid = (
        paid.join(used.select("use", _piece="_target"), on="_piece", how="left", maintain_order="left")
        .with_columns(amount=pl.col("amount") - pl.col("use").fill_null(0))
        .drop("use")
    )
    late_credits = used.filter(pl.col("credit_note_id").is_not_null()).select(
        "credit_note_id", invoice_id="to_invoice", sequence="to_sequence", settle_on="used_on", amount="use"
    )
    from_cash = met.filter(pl.col("credit_note_id").is_null())
    later = from_cash.with_columns(
        invoice_id="to_invoice", sequence="to_sequence", settle_on="used_on", amount="use"
    ).filter(pl.col("amount") > 0)
    never = from_cash.with_columns(
        invoice_id=pl.lit(None, pl.Int64),
        sequence=pl.lit(None, from_cash.schema["sequence"]),
        amount=pl.col("extra") - pl.col("use"),
    )
    rows = pl.concat([later, never.filter(pl.col("amount") > 0)])
    order = ["invoice_id", "sequence", "credit_note_id", "settle_on", "amount"]
    return paid, rows, late_credits.select(order)
