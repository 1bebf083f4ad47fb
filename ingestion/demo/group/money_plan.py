"""When instalments are paid: by the character of who pays, in payment runs, before the Lunar New Year, or never."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.timeline import Days, number_of
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.world import Floats, World

NEVER = 2**30
"""A day that does not come."""
_ABROAD = 6


@dataclass(frozen=True)
class Side:
    """Selling or buying.

    Attributes:
        name: sales or purchase, as in Trade.
        control: role of the control account; `advance`: of the account of advances.
        sign: of an invoice in its control account.
        code: in the numbers of receipts or payments.
    """

    name: str
    control: str
    advance: str
    sign: int
    code: str


SALES = Side("sales", "receivable", "customer_advance", 1, "SK")
PURCHASES = Side("purchase", "payable", "advance_paid", -1, "FK")


def plan_instalments(world: World, masters: Masters, trade: Trade, side: Side) -> pl.DataFrame:
    """What of posted invoices is to be paid; cancelled ones never are.

    Returns:
        invoice_id, sequence, kind, company_id, party_id, sister_id, project_id, contract_id, number, currency, amount,
        parts (the chance that it is paid in two), is_disputed (it is paid late because its customer disputes it), and
        as day numbers: due, available (first day on which the invoice can be settled), pay_on (NEVER: not paid); by
        invoice and sequence.
    """
    items = _open(trade, side)
    random = world.random(f"plan_{side.name}")
    characters = _customers(world, masters, items) if side is SALES else _suppliers(world, masters, items)
    due, available = items["due"].to_numpy(), items["available"].to_numpy()
    late = random.normal(characters["delay"].to_numpy(), characters["deviation"].to_numpy())
    disputed = np.zeros(len(due))
    if side is SALES:
        late += _decline(world, random, characters, due)
        disputed = _disputed(world, random, characters["character"].to_numpy() == "disputing")
        late += disputed
        of_projects = items["project_id"].is_not_null().to_numpy() & (late > 0)
        late = np.where(of_projects, late * world.parameters["money"]["receipts"]["of_projects"], late)
    retention = (items["kind"] == "retention").to_numpy()
    given = world.parameters["money"]["receipts"]
    is_late = random.random(len(due)) < given["retention_late"]
    late = np.where(retention, random.exponential(given["retention_days"], len(due)) * is_late, late)
    pay = np.maximum(due + np.rint(late), available + 1).astype(np.int32)
    if side is SALES:
        pay = _before_new_year(world, random, characters["new_year"].to_numpy(), due, available, pay)
        pay = _in_runs(world, pay, random.random(len(pay)) < characters["run"].to_numpy())
        pay = np.where(_stops(world, random, characters, due), NEVER, pay)
    else:
        urgent = random.random(len(pay)) < world.parameters["money"]["payments"]["urgent"]
        pay = np.where(urgent, pay, pay + (world.parameters["money"]["payments"]["weekday"] - (pay + 3)) % 7)
    abroad = items["company_id"].to_numpy() == _ABROAD
    return items.with_columns(
        characters["parts"],
        pl.Series("pay_on", working(world, pay, abroad), dtype=pl.Int32),
        # what is cleared before the Lunar New Year, early at that, was not delayed
        is_disputed=pl.Series((disputed > 0) & ~retention & (pay > due)),
    )


def working(world: World, days: np.ndarray, abroad: np.ndarray) -> Days:
    """Each day or the next working day where it is; days behind the timeline become NEVER."""
    inside = days <= world.timeline.last
    known = np.where(inside, days, world.timeline.first).astype(np.int32)
    found = np.where(abroad, world.timeline.next_working(known, "US"), world.timeline.next_working(known))
    moved: Days = np.where(inside & (found <= world.timeline.last), found, NEVER).astype(np.int32)
    return moved


def mirror(sold: pl.DataFrame, bought: pl.DataFrame, world: World) -> pl.DataFrame:
    """Receipts between companies of the group follow the other's payment within two days."""
    paid = bought.filter(pl.col("sister_id").is_not_null()).select(
        pl.col("sister_id").alias("invoice_id"), "sequence", _paid="pay_on"
    )
    sold = sold.join(paid, on=["invoice_id", "sequence"], how="left", maintain_order="left")
    sisters = sold["_paid"].is_not_null().to_numpy()
    lag = np.asarray(sold["invoice_id"].to_numpy() % 3)
    day = np.where(sisters, sold["_paid"].fill_null(0).to_numpy() + lag, 0)
    day = working(world, np.maximum(day, sold["available"].to_numpy()), sold["company_id"].to_numpy() == _ABROAD)
    paid_on = np.where(sisters, day, sold["pay_on"].to_numpy())
    return sold.with_columns(pl.Series("pay_on", paid_on, dtype=pl.Int32)).drop("_paid")


def _open(trade: Trade, side: Side) -> pl.DataFrame:
    invoices = trade.invoices.filter(
        (pl.col("side") == side.name)
        & (pl.col("kind") == "invoice")
        & pl.col("posted_on").is_not_null()
        & pl.col("cancelled_on").is_null()
    ).select(
        "company_id",
        "party_id",
        "sister_id",
        "project_id",
        "contract_id",
        "number",
        "currency",
        available=available(),
        invoice_id="id",
    )
    return (
        trade.instalments.select(
            "invoice_id",
            "sequence",
            "kind",
            due=pl.col("due_date").to_physical(),
            amount=pl.col("gross_amount"),
        )
        .join(invoices, on="invoice_id")
        .sort("invoice_id", "sequence")
    )


def available() -> pl.Expr:
    """First day number on which an invoice stands in the books and can be settled."""
    return pl.max_horizontal("posted_on", "posting_date", "seen_on").to_physical()


def _customers(world: World, masters: Masters, items: pl.DataFrame) -> pl.DataFrame:
    given = world.parameters["characters"]
    names = masters.customers.select(
        "character",
        pl.col("declines_on").to_physical().alias("declines_on"),
        party_id="id",
    )
    columns = {
        key: pl.col("character").replace_strict({name: float(one[key]) for name, one in given.items()})
        for key in ("delay", "deviation", "run", "new_year")
    }
    columns["parts"] = pl.col("character").replace_strict(world.parameters["money"]["receipts"]["parts"])
    return (
        items.select("party_id").join(names, on="party_id", how="left", maintain_order="left").with_columns(**columns)
    )


def _suppliers(world: World, masters: Masters, items: pl.DataFrame) -> pl.DataFrame:
    given = world.parameters["money"]["payments"]["characters"]
    names = list(given)
    random = world.random("supplier_characters")
    drawn = random.choice(names, masters.suppliers.height, p=[one["share"] for one in given.values()])
    of_party = masters.suppliers.select(party_id="id", character=pl.Series(drawn))
    columns = {
        key: pl.col("character").replace_strict({name: float(one[key]) for name, one in given.items()})
        for key in ("delay", "deviation")
    }
    columns["parts"] = pl.col("character").replace_strict(world.parameters["money"]["payments"]["parts"])
    return (
        items.select("party_id")
        .join(of_party, on="party_id", how="left", maintain_order="left")
        .with_columns(**columns)
    )


def _decline(world: World, random: np.random.Generator, who: pl.DataFrame, due: Days) -> Floats:
    """Customers that decline pay later and later from the day on which it begins."""
    begun = who["declines_on"].fill_null(NEVER).to_numpy()
    years = np.clip((due - begun) / 730, 0, 1.5)
    later: Floats = years * world.parameters["money"]["receipts"]["decline"] * random.uniform(0.7, 1.3, len(due))
    return later


def _stops(world: World, random: np.random.Generator, who: pl.DataFrame, due: Days) -> np.ndarray:
    """Who never pays: a few of everybody, more of those that have declined for a year."""
    given = world.parameters["money"]["receipts"]
    never = who["character"].replace_strict(given["never"], return_dtype=pl.Float64).to_numpy()
    begun = who["declines_on"].fill_null(NEVER).to_numpy()
    chance = np.where(due > begun + 270, given["decline_stops"], never)
    stops: np.ndarray = random.random(len(due)) < chance
    return stops


def _disputed(world: World, random: np.random.Generator, disputes: np.ndarray) -> Floats:
    given = world.parameters["money"]["receipts"]
    is_disputed = disputes & (random.random(len(disputes)) < given["disputed"])
    longer: Floats = random.gamma(2.0, given["dispute_days"] / 2, len(disputes)) * is_disputed
    return longer


def _before_new_year(
    world: World, random: np.random.Generator, share: Floats, due: Days, available: Days, pay: Days
) -> Days:
    """Debts are cleared before the Lunar New Year: a share of what is due by then is paid in the four weeks before."""
    moved = pay.copy()
    draw, early = random.random(len(pay)), random.integers(3, 28, len(pay))
    for day in world.timeline.lunar_new_year():
        start = number_of(day)
        is_moved = (due < start) & (available < start - 30) & (moved > start - 28) & (draw < share)
        moved = np.where(is_moved & (moved < NEVER), start - early, moved)
    cleared: Days = np.maximum(moved, available + 1).astype(np.int32)
    return cleared


def _in_runs(world: World, days: Days, in_run: np.ndarray) -> Days:
    """Payment runs are on the 15th and on the last working day of a month: the next one on or after each day."""
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    middle = (months.astype("datetime64[D]").astype(np.int64) + 14).astype(np.int32)
    after = (months + 1).astype("datetime64[D]").astype(np.int64).astype(np.int32)
    inside = after <= world.timeline.last + 40
    ends = world.timeline.add_working(np.where(inside, after, world.timeline.first).astype(np.int32), -1)
    ends = np.where(inside & (ends >= days), ends, days)
    run: Days = np.where(in_run, np.where(days <= middle, middle, ends), days).astype(np.int32)
    return run
