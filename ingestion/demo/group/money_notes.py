"""Bills: which receipts come as notes, what becomes of them, which suppliers are paid with them or with own ones."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.money_pieces import BANK
from ingestion.demo.group.money_plan import NEVER, working
from ingestion.demo.group.world import MINOR_UNIT, SHARE_UNIT, World, dates, numbers

ENDORSED, OWN = 2 * 10**9, 3 * 10**9
"""Channels of payments: by a customer's note, by an own one (each plus the place of the note)."""
_GROUP = ["company_id", "party_id", "currency", "pay_on", "channel"]


@dataclass(frozen=True)
class NoteLedger:
    """Notes with their events, and what suppliers get of them; columns as in Money, `_place` stands for the key.

    Attributes:
        notes: with _place.
        events: with _place instead of note_id; cash_id only of receipts.
        pieces: pieces of payments, those that are paid by notes moved to their channels.
    """

    notes: pl.DataFrame
    events: pl.DataFrame
    pieces: pl.DataFrame


def choose_notes(world: World, masters: Masters, receipts: pl.DataFrame) -> pl.Series:
    """Which receipts (with party_id, company_id, currency, amount, medium, is_advance) come as notes."""
    random, given = world.random("note_receipts"), world.parameters["money"]["receipts"]
    gives = pl.Series(random.random(masters.customers.height) < given["note_customers"])
    givers = masters.customers.filter(gives & pl.col("own_company_id").is_null() & (pl.col("country") == "CN"))["id"]
    drawn = pl.Series(random.random(receipts.height) < given["note_share"])
    return (
        receipts.select(
            _chosen=pl.col("party_id").is_in(givers.implode())
            & (pl.col("currency") == "CNY")
            & (pl.col("company_id") != 6)
            & (pl.col("medium") == "bank")
            & ~pl.col("is_advance")
            & (pl.col("amount") >= given["note_least"] * MINOR_UNIT)
        )["_chosen"]
        & drawn
    )


def make_notes(world: World, masters: Masters, receipts: pl.DataFrame, pieces: pl.DataFrame) -> NoteLedger:
    """What becomes of notes.

    Args:
        world: of the group.
        masters: its customers and banks.
        receipts: those that come as notes: id, company_id, party_id, amount, posting_date, bank_account_id (where the
            money goes in the end).
        pieces: what suppliers are paid, in one channel.
    """
    received = _received(world, masters, receipts.sort("id"))
    received, pieces = _endorsed(received, pieces)
    own, pieces = _own(world, pieces, received.height)
    notes = pl.concat([received, own], how="diagonal")
    columns = ["_place", "side", "kind", "company_id", "party_id", "acceptor", "issued_on", "matures_on", "amount"]
    return NoteLedger(notes.select(columns), _events(world, notes), pieces)


def _received(world: World, masters: Masters, receipts: pl.DataFrame) -> pl.DataFrame:
    random, given, count = world.random("notes"), world.parameters["money"]["notes"], receipts.height
    got = numbers(receipts["posting_date"])
    age, tenor = random.integers(0, 60, count), random.choice([90, 180, 180, 180], count)
    matures = got - age + tenor
    commercial = random.random(count) < given["commercial"]
    fate = random.random(count)
    discount = working(world, got + random.integers(8, 40, count), np.zeros(count, dtype=bool))
    wish = got + random.integers(4, 30, count)
    banks = np.array(masters.bank_accounts["bank"].unique(maintain_order=True)[:5].to_list())
    names = receipts.join(
        masters.customers.select(party_id="id", _name="name"), on="party_id", how="left", maintain_order="left"
    )["_name"]
    return receipts.select("company_id", "party_id", "amount", "bank_account_id", cash_id="id").with_columns(
        _place=pl.int_range(1, pl.len() + 1),
        side=pl.lit("receivable"),
        kind=pl.Series(np.where(commercial, "commercial", "bank"), dtype=pl.String),
        acceptor=pl.Series(np.where(commercial, names.to_numpy(), random.choice(banks, count)), dtype=pl.String),
        issued_on=dates(got - age),
        matures_on=dates(matures),
        _got=pl.Series(got),
        _collect=pl.Series(working(world, matures, np.zeros(count, dtype=bool)), dtype=pl.Int32),
        _discount=pl.Series(
            np.where((fate < given["discounted"]) & (discount < matures - 10), discount, NEVER), dtype=pl.Int32
        ),
        _wish=pl.Series(np.where((fate > 1 - given["endorsed"]) & (wish < matures - 40), wish, NEVER), dtype=pl.Int32),
    )


def _endorsed(received: pl.DataFrame, pieces: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A note goes to the supplier that gets most in the next payment run, if that is as much as the note."""
    groups = (
        pieces.filter((pl.col("channel") == BANK) & (pl.col("currency") == "CNY") & ~pl.col("is_own"))
        .group_by(_GROUP)
        .agg(_total=pl.col("amount").sum())
        .sort("company_id", "pay_on", "_total", "party_id")
        .unique(["company_id", "pay_on"], keep="last", maintain_order=True)
        .sort("pay_on")
    )
    wanted = received.filter(pl.col("_wish") < NEVER).sort("_wish", "_place")
    met = (
        wanted.select("_place", "company_id", "_wish", "amount", _matures=pl.col("matures_on").to_physical())
        .join_asof(
            groups.with_columns(endorsed_on="pay_on"),
            left_on="_wish",
            right_on="pay_on",
            by="company_id",
            strategy="forward",
            coalesce=False,
            check_sortedness=False,
        )
        .filter((pl.col("_total") >= pl.col("amount")) & (pl.col("endorsed_on") < pl.col("_matures") - 5))
        .unique(["company_id", "endorsed_on"], keep="first", maintain_order=True)
        .select(
            "_place", "company_id", "party_id", pay_on="endorsed_on", channel=pl.lit(BANK, pl.Int64), _note="amount"
        )
    )
    pieces = pieces.join(met, on=["company_id", "party_id", "pay_on", "channel"], how="left", maintain_order="left")
    start = pl.col("amount").cum_sum().over("_place") - pl.col("amount")
    pieces = pieces.with_columns(
        _part=pl.when(pl.col("_note").is_not_null() & (pl.col("currency") == "CNY"))
        .then(pl.min_horizontal(pl.col("_note") - start, "amount").clip(0))
        .otherwise(0)
    )
    by_note = pieces.filter(pl.col("_part") > 0).with_columns(amount="_part", channel=pl.col("_place") + ENDORSED)
    rest = pieces.with_columns(amount=pl.col("amount") - pl.col("_part")).filter(pl.col("amount") > 0)
    received = received.join(
        met.select("_place", endorsed_on="pay_on", endorsee_id="party_id"),
        on="_place",
        how="left",
        maintain_order="left",
    )
    return received, pl.concat([by_note, rest]).drop("_place", "_note", "_part")


def _own(world: World, pieces: pl.DataFrame, before: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A few larger payments are made by notes of the company's own, which a bank accepts."""
    random, given = world.random("own_notes"), world.parameters["money"]["payments"]
    groups = (
        pieces.filter((pl.col("channel") == BANK) & (pl.col("currency") == "CNY") & ~pl.col("is_own"))
        .group_by(_GROUP)
        .agg(pl.col("amount").sum())
        .sort(_GROUP)
        .filter((pl.col("amount") >= given["note_least"] * MINOR_UNIT) & (pl.col("company_id") != 6))
    )
    groups = groups.filter(pl.Series(random.random(groups.height) < given["note_share"])).sort("pay_on", *_GROUP[:2])
    day = groups["pay_on"].to_numpy()
    matures = day + random.choice([90, 180], groups.height)
    own = groups.with_columns(
        _place=pl.int_range(before + 1, before + 1 + pl.len()),
        side=pl.lit("payable"),
        kind=pl.lit("bank"),
        acceptor=pl.lit("招商银行 CMB"),
        issued_on=dates(day),
        matures_on=dates(matures),
        _got=pl.Series(day),
        _collect=pl.Series(working(world, matures, np.zeros(groups.height, dtype=bool)), dtype=pl.Int32),
    )
    pieces = pieces.join(own.select(*_GROUP, "_place"), on=_GROUP, how="left", maintain_order="left").with_columns(
        channel=pl.when(pl.col("_place").is_not_null()).then(pl.col("_place") + OWN).otherwise("channel")
    )
    return own, pieces.drop("_place")


def _events(world: World, notes: pl.DataFrame) -> pl.DataFrame:
    """Received or issued; then endorsed, discounted, or at maturity collected or paid."""
    given = world.parameters["money"]["notes"]
    rate = round(given["discount_rate"] * SHARE_UNIT)
    days = pl.col("matures_on").to_physical() - pl.col("_discount")
    interest = (pl.col("amount") * rate * days / (360 * SHARE_UNIT)).round().cast(pl.Int64)
    is_payable, is_endorsed = pl.col("side") == "payable", pl.col("endorsed_on").is_not_null()
    is_discounted = (pl.col("_discount") < NEVER) & ~is_endorsed
    none = pl.lit(0, pl.Int64)
    common = ["_place", "company_id", "amount"]
    begun = notes.select(
        *common,
        "party_id",
        kind=pl.when(is_payable).then(pl.lit("issued")).otherwise(pl.lit("received")),
        happened_on="_got",
        interest_amount=none,
        fee_amount=none,
        bank_account_id=pl.lit(None, pl.Int64),
        cash_id="cash_id",
    )
    endorsed = notes.filter(is_endorsed).select(
        *common,
        party_id="endorsee_id",
        kind=pl.lit("endorsed"),
        happened_on="endorsed_on",
        interest_amount=none,
        fee_amount=none,
        bank_account_id=pl.lit(None, pl.Int64),
        cash_id=pl.lit(None, pl.Int64),
    )
    discounted = notes.filter(is_discounted).select(
        *common,
        party_id=pl.lit(None, pl.Int64),
        kind=pl.lit("discounted"),
        happened_on="_discount",
        interest_amount=interest,
        fee_amount=pl.lit(given["discount_fee"] * MINOR_UNIT, pl.Int64),
        bank_account_id="bank_account_id",
        cash_id=pl.lit(None, pl.Int64),
    )
    matured = notes.filter(~is_endorsed & ~is_discounted.fill_null(False)).select(
        *common,
        party_id=pl.lit(None, pl.Int64),
        kind=pl.when(is_payable).then(pl.lit("paid")).otherwise(pl.lit("collected")),
        happened_on="_collect",
        interest_amount=none,
        fee_amount=none,
        bank_account_id="bank_account_id",
        cash_id=pl.lit(None, pl.Int64),
    )
    every = pl.concat([begun, endorsed, discounted, matured]).filter(pl.col("happened_on") < NEVER)
    return every.with_columns(happened_on=dates(every["happened_on"].to_numpy()))
