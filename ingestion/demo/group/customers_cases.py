"""Service and complaints: what customers report about what was delivered, and what becomes of it."""

from typing import Any

import numpy as np
import polars as pl

from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.staffing import employed, pick_employed
from ingestion.demo.group.timeline import number_of
from ingestion.demo.group.world import Floats, Ints, World

_HOUR = 3600
_DAY = 24 * _HOUR
_DELIVERED = 0.3  # of the time of performance, after which there is something to complain about
_AFTER_DAYS = 180  # as long do customers without a warranty report


def make_cases(world: World, masters: Masters, deals: Deals) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cases of contracts of sale, from their first deliveries until the warranty ends.

    Returns:
        see Care.cases, and Care.case_events.
    """
    random, given = world.random("cases"), world.parameters["care"]["cases"]
    contract, day = _reported(world, random, masters, deals)
    sales = deals.contracts.join(
        deals.opportunities.select(opportunity_id="id", line="line"), on="opportunity_id", how="left"
    ).sort("id")
    rows = pl.DataFrame({"contract_id": contract}).join(
        sales.select(contract_id="id", customer_id="party_id", company_id="company_id", line="line"),
        on="contract_id",
        how="left",
        maintain_order="left",
    )
    company = rows["company_id"].to_numpy()
    rows = rows.with_columns(
        *_kinds(random, given["kinds"], len(day)),
        pl.Series("severity", random.choice([1, 2, 3], len(day), p=[0.1, 0.35, 0.55])),
        pl.Series("employee_id", pick_employed(random, masters, company, "delivery", day)),
    )
    return _handled(random, masters, rows, day, given)


def _reported(world: World, random: np.random.Generator, masters: Masters, deals: Deals) -> tuple[Ints, Ints]:
    """Of which contract and on which day something is reported, in the order of days."""
    given, anchor = world.parameters["care"]["cases"], number_of(world.timeline.anchor)
    sales = deals.contracts.filter(pl.col("kind") == "sales")
    begins, finished, warranty = (
        sales[name].to_physical().to_numpy().astype(np.int64)
        for name in ("begins_on", "finished_on", "warranty_ends_on")
    )
    since = begins + (_DELIVERED * (finished - begins)).astype(np.int64)
    until = np.minimum(np.maximum(warranty, finished + _AFTER_DAYS), world.timeline.last)
    business = masters.companies["business"].to_numpy()[sales["company_id"].to_numpy() - 1]
    rate = np.array([given["rates"][one] for one in business.tolist()]) * sales["gross_amount"].to_numpy() ** 0.3
    length = np.maximum(until - since, 0)
    in_history = np.clip(anchor - since, 0, length)
    share = (rate * in_history).sum() / (rate * length).sum()
    count = max(1, round(given["count"] * world.scale / max(share, 0.1)))
    chosen = random.choice(sales.height, count, p=rate * length / (rate * length).sum())
    day = since[chosen] + (random.random(count) * length[chosen]).astype(np.int64)
    night = random.random(count) < given["at_night"]
    day = np.where(night, day, np.minimum(world.timeline.next_working(day.astype(np.int32)), world.timeline.last))
    order = np.argsort(day, kind="stable")
    return sales["id"].to_numpy()[chosen][order], day[order]


def _kinds(random: np.random.Generator, given: dict[str, Any], count: int) -> list[pl.Series]:
    """kind, category, answer_hours, resolve_hours."""
    kind = random.choice(list(given), count, p=[one["share"] for one in given.values()])
    category = np.full(count, "", dtype=object)
    for name, one in given.items():
        rows = np.flatnonzero(kind == name)
        category[rows] = random.choice(list(one["categories"]), len(rows), p=list(one["categories"].values()))
    hours = [np.array([given[name][key] for name in kind.tolist()]) for key in ("answer_hours", "resolve_hours")]
    return [
        pl.Series("kind", kind),
        pl.Series("category", category.tolist(), dtype=pl.String),
        pl.Series("answer_hours", hours[0]),
        pl.Series("resolve_hours", hours[1]),
    ]


def _handled(
    random: np.random.Generator, masters: Masters, rows: pl.DataFrame, day: Ints, given: dict[str, Any]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cases with their instants, and their events."""
    count = rows.height
    answer, resolve = (rows[name].to_numpy() * float(_HOUR) for name in ("answer_hours", "resolve_hours"))
    opened = day * _DAY + random.integers(_HOUR, 10 * _HOUR, count)
    opened += np.where(random.random(count) < given["at_night"], random.integers(0, 8 * _HOUR, count), 0)
    assigned = opened + random.integers(120, 3000, count)
    answered = assigned + _lognormal(random, given["quick"] * answer, 0.75)
    resolved = answered + _lognormal(random, given["quick"] * resolve, 1.1)
    waiting = answered + ((resolved - answered) * random.uniform(0.1, 0.5, count)).astype(np.int64)
    waits, again = random.random(count) < given["waiting"], random.random(count) < given["reopened"]
    reopened = resolved + random.integers(_DAY, 10 * _DAY, count)
    resolved_again = reopened + _lognormal(random, 0.5 * resolve, 0.6)
    final = np.where(again, resolved_again, resolved)
    closed = final + random.integers(2 * _DAY, 5 * _DAY, count)
    late = final - opened > resolve
    mood = 4.6 - 1.2 * late - 0.8 * again - 0.4 * (rows["kind"] == "complaint").to_numpy()
    rating = np.clip(np.rint(mood + random.normal(0, 0.7, count)), 1, 5).astype(np.int64)
    cases = rows.with_columns(
        _instant("opened_at", opened),
        _instant("answered_at", answered),
        _instant("resolved_at", final),
        _instant("closed_at", closed),
        pl.Series("is_reopened", again),
        pl.int_range(1, pl.len() + 1).alias("id"),
        rating=pl.when(pl.Series(random.random(count) < given["rated"])).then(pl.Series(rating)),
    )
    everybody = np.ones(count, dtype=np.bool_)
    steps = (
        ("opened", opened, everybody),
        ("assigned", assigned, everybody),
        ("answered", answered, everybody),
        ("waiting", waiting, waits),
        ("resolved", resolved, everybody),
        ("reopened", reopened, again),
        ("resolved", resolved_again, again),
        ("closed", closed, everybody),
    )
    events = (
        pl.concat(
            cases.select(
                "company_id", "employee_id", case_id="id", kind=pl.lit(kind), _second=pl.Series(second)
            ).filter(pl.Series(happens))
            for kind, second, happens in steps
        )
        .sort("case_id", "_second", maintain_order=True)
        .with_columns(sequence=pl.int_range(1, pl.len() + 1).over("case_id"))
        .sort("_second", "case_id", "sequence")
    )
    on = events["_second"].to_numpy() // _DAY
    stand_in = pick_employed(random, masters, events["company_id"].to_numpy(), "delivery", on)
    person = events["employee_id"].to_numpy()
    return cases, events.select(
        pl.int_range(1, pl.len() + 1).alias("id"),
        "case_id",
        "sequence",
        "kind",
        _instant("happened_at", events["_second"].to_numpy()),
        pl.Series("employee_id", np.where(employed(masters, person, on), person, stand_in)),
    )


def _lognormal(random: np.random.Generator, median: Floats, sigma: float) -> Ints:
    """Seconds, at least five minutes."""
    return np.maximum(median * np.exp(random.normal(0, sigma, len(median))), 300).astype(np.int64)


def _instant(name: str, seconds: Ints) -> pl.Series:
    return pl.Series(name, seconds * 1_000_000).cast(pl.Datetime("us"))
