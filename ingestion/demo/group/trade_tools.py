"""What all parts of trade share: splitting amounts, days of documents, people on duty, lines of orders."""

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.staffing import employed
from ingestion.demo.group.timeline import Days
from ingestion.demo.group.world import Floats, Ints, World

OVERSEAS, TRADING, EQUIPMENT, ENGINEERING, CONSULTING, PROPERTY = (
    "overseas",
    "trading",
    "equipment",
    "engineering",
    "consulting",
    "property",
)
UNIT = 1000
"""Quantities are whole thousandths."""


def company_of(masters: Masters, business: str) -> int:
    """Key of the company of a business."""
    found: int = masters.companies.filter(pl.col("business") == business)["id"].item()
    return found


def own_party(parties: pl.DataFrame, company: int) -> int:
    """Key of the customer or supplier that is a company of the group."""
    found: int = parties.filter(pl.col("own_company_id") == company)["id"].item()
    return found


def by_id(frame: pl.DataFrame, column: str) -> np.ndarray:
    """The column's values, to be looked up by key (keys are 1 to n, in order)."""
    values: np.ndarray = frame[column].to_numpy()
    return np.concatenate([values[:1], values])


def split(whole: Ints, group: Ints, weight: Floats | Ints) -> Ints:
    """Whole amounts over the parts of their groups by weight; the parts add up exactly.

    Args:
        whole: the group's amount, on every row.
        group: which group a row belongs to; rows of a group stand together.
        weight: of each row, above 0.
    """
    if len(group) == 0:
        return whole
    first = np.r_[True, group[1:] != group[:-1]]
    rank = np.cumsum(first) - 1
    upto = np.cumsum(weight, dtype=np.float64)
    before = (upto - weight)[first]
    total = np.add.reduceat(np.asarray(weight, dtype=np.float64), np.flatnonzero(first))
    share = np.minimum((upto - before[rank]) / total[rank], 1.0)
    share[np.r_[first[1:], True]] = 1.0
    amount = np.floor(whole * share).astype(np.int64)
    found: Ints = amount - np.where(first, 0, np.r_[0, amount[:-1]])
    return found


def tax_of(net: Ints, vat: Floats) -> Ints:
    """Tax on net amounts, rounded half up."""
    rate = np.rint(np.asarray(vat) * 100).astype(np.int64)
    found: Ints = (net * rate * 2 + 100) // 200
    return found


def working(world: World, days: np.ndarray, company: Ints | int) -> Days:
    """Each day, or the company's next working day after it; far days are brought near the timeline's end."""
    near = np.minimum(np.asarray(days), world.timeline.last + 800).astype(np.int32)
    here, there = (world.timeline.next_working(near, country) for country in ("CN", "US"))
    found: Days = np.where(np.asarray(company) == 6, there, here).astype(np.int32)
    return found


def month_ends(world: World, days: Days, *, before: bool = False) -> Days:
    """The last working day of each day's month, or of the month before."""
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    last = ((months if before else months + 1).astype("datetime64[D]").astype(np.int64) - 1).astype(np.int32)
    for _ in range(12):
        last = last - (~world.timeline.is_working(last)).astype(np.int32)
    found: Days = last
    return found


def document_days(
    world: World, random: np.random.Generator, base: np.ndarray, company: Ints, lag: tuple[float, float], ends: float
) -> Days:
    """Days of documents some while after what they are for; many wait for the month's end."""
    after = base + np.rint(lag[0] * np.exp(random.normal(0, lag[1], len(base)))).astype(np.int64)
    plain = working(world, np.minimum(after, base + 75), company)
    waits = (random.random(len(base)) < ends) & (plain <= world.timeline.last)
    at_end = month_ends(world, plain)
    return np.where(waits, np.maximum(at_end, plain), plain).astype(np.int32)


def days_between(world: World, random: np.random.Generator, begins: np.ndarray, ends: np.ndarray) -> Days:
    """A working day between two, by season: of three that are drawn, one by the weight of its month."""
    length = np.maximum(ends - begins, 1)
    drawn = (begins + length * random.random((3, len(begins)))).astype(np.int32)
    months = drawn.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    weights = np.cumsum(np.asarray(world.parameters["seasonality"]["deals"])[months], axis=0)
    chosen = (random.random(len(begins)) * weights[-1] > weights).sum(axis=0)
    return working(world, drawn[chosen, np.arange(len(begins))], 1)


def on_duty(masters: Masters, orders: pl.DataFrame, day: str) -> pl.DataFrame:
    """With who is there on the day: in the place of those not yet hired or gone, the head of their department."""
    manager = masters.employees["manager_id"].fill_null(1).to_numpy()
    who, when = orders["employee_id"].to_numpy(), orders[day].to_physical().to_numpy()
    merged = masters.departments["merged_on"].to_physical().fill_null(2**30).to_numpy()
    into = masters.departments["merged_into"].fill_null(1).to_numpy()
    department = orders["department_id"].to_numpy()
    return orders.with_columns(
        employee_id=pl.Series(np.where(employed(masters, who, when), who, manager[who - 1])),
        department_id=pl.Series(np.where(merged[department - 1] <= when, into[department - 1], department)),
    )


def called_off(random: np.random.Generator, total: int, weight: Floats) -> Ints:
    """How many of so many things each has, by weight, at least one each."""
    if len(weight) == 0:
        return np.zeros(0, dtype=np.int64)
    return np.maximum(random.multinomial(total, weight / weight.sum()), 1).astype(np.int64)


def expanded(frame: pl.DataFrame, count: Ints) -> pl.DataFrame:
    """Every row so many times."""
    return frame[np.repeat(np.arange(frame.height), count)]
