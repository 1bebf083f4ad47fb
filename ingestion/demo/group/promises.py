"""Promises to pay: what customers say when they are called about overdue instalments, and what came of it."""

from typing import Any

import numpy as np
import polars as pl

from ingestion.demo.group.disputes import open_invoices, settled_until
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.money import Money
from ingestion.demo.group.money_plan import NEVER
from ingestion.demo.group.names import people
from ingestion.demo.group.staffing import pick_employed
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.trade_tools import working
from ingestion.demo.group.world import MINOR_UNIT, Ints, World, dates

_KEY = ["invoice_id", "sequence"]


def make_promises(world: World, masters: Masters, trade: Trade, money: Money, disputes: pl.DataFrame) -> pl.DataFrame:
    """What customers promised. Nobody writes down whether it was kept: receipts say so.

    Args:
        world: of the group.
        masters: its customers, and those who call them.
        trade: its invoices.
        money: its receipts and settlements.
        disputes: of `make_disputes`; while one is open nobody asks for money.

    Returns:
        id, company_id, invoice_id, sequence (of the instalment), party_id, currency, amount (minor units of it, at most
        what was open on made_on), made_on, promised_on (later), ended_on (Date; null: it stands), ending (replaced by a
        later promise, or withdrawn; null), replaces_id (the promise in whose place it was made; null: none),
        employee_id (who calls), contact (who promised); by made_on.
    """
    random, given = world.random("promises"), world.parameters["promises"]
    calls = _first_calls(world, random, masters, trade, money, disputes)
    paid = _paid(money)
    rounds, size = [], calls.height
    for _ in range(given["rounds"]):
        called = _called(world, random, calls, money, paid)
        rounds.append(called.filter("is_made"))
        calls = _next_calls(world, random, given, called).with_columns(_place=pl.col("_place") + size)
    return _put_together(world, random, masters, pl.concat(rounds))


def _first_calls(
    world: World, random: np.random.Generator, masters: Masters, trade: Trade, money: Money, disputes: pl.DataFrame
) -> pl.DataFrame:
    """Every instalment with the day (number) on which somebody would call about it first."""
    given = world.parameters["promises"]
    # one that is never resolved is a lawyer's
    quarrels = disputes.select("invoice_id", _resolved=pl.col("resolved_on").to_physical().fill_null(NEVER))
    rows = (
        trade.instalments.select(*_KEY, gross="gross_amount", due=pl.col("due_date").to_physical())
        .join(open_invoices(trade).drop("gross_amount"), on="invoice_id")
        .join(quarrels, on="invoice_id", how="left")
        .join(masters.customers.select("character", party_id="id"), on="party_id")
        .sort(_KEY)
    )
    overdue = rows["due"].to_numpy() + _days(random, given["first_call"], rows.height)
    call = np.maximum.reduce([overdue, rows["entered"].to_numpy(), rows["_resolved"].fill_null(0).to_numpy()])
    return rows.drop("_resolved", "entered").with_columns(
        pl.Series("call", _working(world, call, rows)),
        _place=pl.int_range(pl.len(), dtype=pl.Int64),
        _replaces=pl.lit(None, pl.Int64),
    )


def _paid(money: Money) -> pl.DataFrame:
    """Money that came in for instalments: invoice_id, sequence, paid (day number), coming (amount of that day)."""
    receipts = money.receipts.filter(pl.col("medium") != "write_off").select(cash_id="id", paid="posting_date")
    return (
        money.settlements.filter(pl.col("reversed_on").is_null())
        .join(receipts, on="cash_id")
        .group_by("invoice_id", "paid", sequence=pl.col("instalment_sequence"))
        .agg(coming=pl.col("amount").sum())
        .with_columns(pl.col("paid").to_physical().cast(pl.Int64))
        .sort("paid", *_KEY)
    )


def _called(
    world: World, random: np.random.Generator, calls: pl.DataFrame, money: Money, paid: pl.DataFrame
) -> pl.DataFrame:
    """Calls that are made because something is open, with what is promised: is_made, is_kept, promised, amount."""
    given = world.parameters["promises"]
    calls = calls.filter(pl.col("call") <= world.timeline.last)
    settlements = money.settlements.rename({"instalment_sequence": "sequence"})
    calls = (
        calls.with_columns(residual=pl.col("gross") - settled_until(settlements, _KEY, calls, calls["call"].to_numpy()))
        .filter(pl.col("residual") >= given["least"] * MINOR_UNIT)
        .sort("call", *_KEY)
        .join_asof(
            paid, left_on="call", right_on="paid", by=_KEY, strategy="forward", check_sortedness=False,
            allow_exact_matches=False,
        )
        .with_columns(pl.col("paid").fill_null(NEVER), pl.col("coming").fill_null(0))
        .sort(_KEY)
    )  # fmt: skip
    count, call, pay = calls.height, calls["call"].to_numpy(), calls["paid"].to_numpy()
    residual, coming = calls["residual"].to_numpy(), calls["coming"].to_numpy()
    is_able = pay - call <= given["reach"]
    knows = is_able & (random.random(count) < _chance(given["kept"], calls))
    vague = _working(world, call + _days(random, given["broken"], count), calls)
    known = _working(world, np.where(pay < NEVER, pay, call) + _days(random, given["early"], count), calls)
    # a day that would come after the money keeps the promise by chance
    is_kept = knows | (vague >= pay)
    in_parts = is_kept & (coming < residual) & (random.random(count) >= given["whole"])
    amount = np.where(in_parts, coming, residual)
    made = random.random(count) < _chance(given["made"], calls) * np.where(is_able, 1.0, given["unable"])
    return calls.with_columns(
        is_made=pl.Series(made),
        is_kept=pl.Series(is_kept),
        is_met=pl.Series(is_kept & (coming >= amount)),
        promised=pl.Series(np.where(knows, known, vague)),
        amount=pl.Series(amount),
        _withdrawn=pl.Series(~is_kept & (random.random(count) < given["withdrawn"])),
    )


def _next_calls(world: World, random: np.random.Generator, given: dict[str, Any], called: pl.DataFrame) -> pl.DataFrame:
    """When what was called about comes up again: soon after a broken promise, or when the customer puts it off."""
    count, call, promised = called.height, called["call"].to_numpy(), called["promised"].to_numpy()
    again, chased = (_days(random, given[name], count) for name in ("again", "chased"))
    made, kept = called["is_made"].to_numpy(), called["is_kept"].to_numpy()
    is_ahead = ~kept & (random.random(count) < given["ahead"]) & (promised - call > 5)
    after = np.where(kept, promised + again, promised + np.where(is_ahead, -2, chased))
    day = np.where(made, after, call + again)
    # what was kept in full stays what it was; so does what was withdrawn
    stands = pl.col("is_made") & ~pl.col("is_met") & ~pl.col("_withdrawn")
    return called.with_columns(
        pl.Series("call", _working(world, day, called)),
        _replaces=pl.when(stands)
        .then("_place")
        # a call without a promise leaves the one before in force
        .when(~pl.col("is_made")).then("_replaces"),
    ).select("invoice_id", "sequence", "gross", "due", "company_id", "party_id", "currency", "character", "call",
             "_place", "_replaces")  # fmt: skip


def _put_together(world: World, random: np.random.Generator, masters: Masters, promises: pl.DataFrame) -> pl.DataFrame:
    """With keys in the order of days, how they ended, who called and who promised."""
    promises = promises.sort("call", *_KEY).with_columns(id=pl.int_range(1, pl.len() + 1))
    keys = promises.select(_old="_place", _of="id")
    later = promises.select(_place="_replaces", _replaced="call").drop_nulls()
    promises = promises.join(keys.select(_replaces="_old", replaces_id="_of"), on="_replaces", how="left").join(
        later, on="_place", how="left"
    )
    promises = promises.sort("id")
    call, promised = promises["call"].to_numpy(), promises["promised"].to_numpy()
    withdrawn = call + 1 + np.floor(random.random(promises.height) * (promised - call)).astype(np.int64)
    is_withdrawn = pl.col("_withdrawn") & pl.Series(withdrawn <= world.timeline.last)
    ended = pl.when(is_withdrawn).then(dates(withdrawn)).otherwise(pl.col("_replaced").cast(pl.Int32).cast(pl.Date))
    company = promises["company_id"].to_numpy()
    return promises.select(
        "id",
        "company_id",
        *_KEY,
        "party_id",
        "currency",
        "amount",
        "replaces_id",
        made_on=dates(call),
        promised_on=dates(promised),
        ended_on=ended,
        ending=pl.when(is_withdrawn)
        .then(pl.lit("withdrawn"))
        .when(pl.col("_replaced").is_not_null())
        .then(pl.lit("replaced")),
        employee_id=pl.Series(pick_employed(random, masters, company, "finance", call)),
        contact=_contacts(world, masters, promises["party_id"]),
    )


def _contacts(world: World, masters: Masters, party: pl.Series) -> pl.Series:
    """One person a customer, with what they are there."""
    random, given = world.random("promise contacts"), world.parameters["promises"]
    customers = masters.customers.select("id", abroad=pl.col("country") != "CN")
    texts: list[pl.DataFrame] = []
    for abroad, roles in ((False, given["roles"]), (True, given["roles_abroad"])):
        ids = customers.filter(pl.col("abroad") == abroad)["id"]
        names, role = people(random, len(ids), abroad=abroad), random.choice(roles, len(ids))
        texts.append(pl.DataFrame({"party_id": ids, "contact": pl.Series(names) + " " + pl.Series(role)}))
    return party.to_frame().join(pl.concat(texts), on="party_id", how="left", maintain_order="left")["contact"]


def _days(random: np.random.Generator, span: list[int], count: int) -> Ints:
    """Numbers of days from the least to the most of a span."""
    least, most = span
    return random.integers(least, most + 1, count)


def _chance(given: dict[str, float], rows: pl.DataFrame) -> np.ndarray:
    found: np.ndarray = rows["character"].replace_strict(given, return_dtype=pl.Float64).to_numpy()
    return found


def _working(world: World, day: np.ndarray, rows: pl.DataFrame) -> Ints:
    """Each day (number) or the next working day of the row's company."""
    found: Ints = working(world, day, rows["company_id"].to_numpy()).astype(np.int64)
    return found
