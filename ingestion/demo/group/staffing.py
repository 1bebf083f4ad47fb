"""Who is employed on a day, and who keeps a thing after the one who kept it has left."""

import numpy as np
import numpy.typing as npt
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.timeline import Days
from ingestion.demo.group.world import Ints, World, dates, numbers

_NEVER = 2**30
_ROUNDS = 6
"""More often than that nothing changes hands."""


def employed(masters: Masters, employee: Ints, day: Days) -> npt.NDArray[np.bool_]:
    """Whether each employee is employed on the day."""
    hired, left = _service(masters.employees)
    found: npt.NDArray[np.bool_] = (hired[employee - 1] <= day) & (day < left[employee - 1])
    return found


def pick_employed(
    random: np.random.Generator, masters: Masters, company: Ints, function: str, day: Days | Ints
) -> Ints:
    """Somebody of a function of each company who is employed on the day; heads of departments always are."""
    of_function = masters.departments.filter(pl.col("function") == function)["id"]
    people = masters.employees.filter(pl.col("department_id").is_in(of_function.implode()))
    chosen = np.zeros(len(company), dtype=np.int64)
    draw = random.random(len(company))
    for one in np.unique(company):
        team = people.filter(pl.col("company_id") == one)
        hired, left = _service(team)
        # whoever is employed changes on few days: those before each of them share one list
        edges = np.unique(np.concatenate([hired, left]))
        rows = np.flatnonzero(company == one)
        period = np.searchsorted(edges, day[rows], side="right")
        for at in np.unique(period):
            here = rows[period == at]
            on = edges[at - 1] if at else hired.min()
            present = team["id"].to_numpy()[(hired <= on) & (on < left)]
            chosen[here] = present[(draw[here] * len(present)).astype(np.int64)]
    return chosen


def keepers(
    world: World, random: np.random.Generator, masters: Masters, function: str, kept: pl.DataFrame, gap: tuple[int, int]
) -> pl.DataFrame:
    """Who keeps each thing from when; a leaver's things of one group go to the same colleague on the same day.

    Args:
        world: its days.
        random: what decides.
        masters: who there is.
        function: of the people who can take over.
        kept: id, company_id, group_id, employee_id (who should keep it), from_on, until_on (null: for good).
        gap: working days, least and most, from leaving until somebody takes over.

    Returns:
        id, sequence (from 1), employee_id, from_on; the first keeper is employed on the first day.
    """
    begin = numbers(kept["from_on"])
    wanted, company = kept["employee_id"].to_numpy(), kept["company_id"].to_numpy()
    stand_in = pick_employed(random, masters, company, function, begin)
    first = np.where(employed(masters, wanted, begin), wanted, stand_in)
    current = kept.with_columns(pl.Series("employee_id", first), sequence=pl.lit(1, pl.Int64))
    rounds = [current]
    leavers = masters.employees.filter(pl.col("left_on").to_physical() <= world.timeline.last).select(
        employee_id="id", _left_on="left_on"
    )
    for sequence in range(2, _ROUNDS):
        leaving = current.join(leavers, on="employee_id").filter(
            pl.col("until_on").is_null() | (pl.col("_left_on") < pl.col("until_on"))
        )
        shared = ["employee_id", "company_id", "group_id"]
        pairs = leaving.unique([*shared, "_left_on"], keep="any").sort(shared)
        waits = random.integers(gap[0], gap[1] + 1, pairs.height, dtype=np.int32)
        on = world.timeline.add_working(numbers(pairs["_left_on"]), waits)
        taker = pick_employed(random, masters, pairs["company_id"].to_numpy(), function, on)
        pairs = pairs.select(*shared, pl.Series("_taker", taker), pl.Series("_on", dates(on)))
        current = (
            leaving.join(pairs, on=shared, how="left", maintain_order="left")
            .filter(pl.col("until_on").is_null() | (pl.col("_on") < pl.col("until_on")))
            .with_columns(employee_id="_taker", from_on="_on", sequence=pl.lit(sequence, pl.Int64))
            .select(rounds[0].columns)
        )
        rounds.append(current)
    return pl.concat(rounds).select("id", "sequence", "employee_id", "from_on").sort("id", "sequence")


def keeper_on(rows: pl.DataFrame, kept: pl.DataFrame, key: str, day: str) -> pl.Series:
    """Who keeps the thing of each row on its day (whoever kept it first, before that)."""
    found = (
        rows.select(pl.col(key).alias("id"), pl.col(day).alias("_day"))
        .with_row_index("_row")
        .sort("_day")
        .join_asof(
            kept.select("id", "employee_id", "from_on").sort("from_on"),
            left_on="_day",
            right_on="from_on",
            by="id",
            check_sortedness=False,
        )
        .join(kept.filter(pl.col("sequence") == 1).select("id", _first="employee_id"), on="id", how="left")
        .sort("_row")
    )
    return found.select(pl.coalesce("employee_id", "_first").alias("employee_id")).to_series()


def _service(people: pl.DataFrame) -> tuple[Ints, Ints]:
    """First day of service, and the first day without it."""
    hired = people["hired_on"].to_physical().to_numpy().astype(np.int64)
    left = people["left_on"].to_physical().fill_null(_NEVER).to_numpy().astype(np.int64)
    return hired, left
