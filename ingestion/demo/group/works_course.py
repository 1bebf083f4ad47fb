"""The course of each project: where its time is lost, when it is suspended, when it is planned anew."""

import numpy as np
import polars as pl

from ingestion.demo.group.deals import Deals
from ingestion.demo.group.timeline import Days
from ingestion.demo.group.world import Floats, Ints, World, dates, numbers

_NEVER = 2**30
_LEAST_WIDTH = 0.3  # of the planned time, in which a slip arises


def make_courses(world: World, deals: Deals, projects: pl.DataFrame) -> pl.DataFrame:
    """How each project goes, given when it was to be finished and when it is.

    Returns:
        see Works.courses; besides `lost_from`, `lost_until` (shares of the planned time between which it slips) and
        `suspended_at` (share of the planned time, 2: never), by which `happening` places what is done.
    """
    random, given = world.random("project courses"), world.parameters["works"]
    count = projects.height
    begins, ends, finished = (numbers(projects[name]) for name in ("begins_on", "ends_on", "finished_on"))
    slip = finished - ends
    lost_from = np.where(slip < 0, 0.0, random.uniform(0.05, 0.6, count))
    lost_until = np.where(slip < 0, 1.0, lost_from + random.uniform(_LEAST_WIDTH, 0.4, count))
    suspends = (random.random(count) < given["suspended"]) & (slip >= given["suspension_slip_days"])
    suspended_days = np.where(suspends, (slip * random.uniform(0.45, 0.8, count)).astype(np.int64), 0)
    suspended_at = np.where(suspends, random.uniform(0.25, 0.75, count), 2.0)
    causes = random.choice(list(given["causes"]), count, p=list(given["causes"].values()))
    signed = projects.select("contract_id").join(
        deals.contracts.select(contract_id="id", signed_on="signed_on", net_amount="net_amount"),
        on="contract_id",
        how="left",
        maintain_order="left",
    )
    entered = np.minimum(numbers(signed["signed_on"]) + random.integers(1, 4, count), begins)
    rows = projects.select(
        "begins_on",
        "ends_on",
        "budget_amount",
        "contract_id",
        pl.Series("entered_on", dates(entered)),
        pl.Series("slip_days", slip.astype(np.int64)),
        pl.Series("suspended_days", suspended_days),
        pl.Series("lost_from", lost_from),
        pl.Series("lost_until", np.minimum(lost_until, 1.0)),
        pl.Series("suspended_at", suspended_at),
        project_id="id",
        cause=pl.when(pl.Series(slip > 0)).then(pl.Series(causes)),
        net_amount=signed["net_amount"],
    )
    every = np.arange(count)
    stop = begins + np.floor(happening(rows, every, suspended_at, before=True)).astype(np.int64)
    anew = begins + np.floor(happening(rows, every, random.uniform(0.45, 0.75, count))).astype(np.int64)
    rows = rows.with_columns(
        suspended_on=pl.when(pl.Series(suspends)).then(pl.Series(dates(stop))),
        resumed_on=pl.when(pl.Series(suspends)).then(pl.Series(dates(stop + suspended_days))),
        _anew_on=pl.Series(dates(world.timeline.next_working(anew.astype(np.int32)))),
    )
    changed = _changed(deals, rows)
    slips = pl.col("slip_days") >= given["rebaseline_slip_days"]
    wanted = pl.Series(random.random(count) < given["rebaselined"])
    anew_on = pl.when(wanted & (slips | (changed != 0))).then("_anew_on")
    return rows.with_columns(
        rebaselined_on=anew_on,
        rebaseline_reason=pl.when(anew_on.is_not_null()).then(
            pl.when(slips).then(pl.lit("delay")).otherwise(pl.lit("contract_change"))
        ),
        budget_delta=pl.when(anew_on.is_not_null()).then(changed).otherwise(0),
    ).drop("_anew_on", "net_amount")


def happening(courses: pl.DataFrame, project: Ints, share: Floats, *, before: bool = False) -> Floats:
    """Days after a project's beginning on which a share of the planned time is reached as it happens.

    Args:
        courses: see make_courses.
        project: the project's row, of each share.
        share: of the planned time, 0–1.
        before: whether a suspension at the very share lies behind it.
    """
    length = (numbers(courses["ends_on"]) - numbers(courses["begins_on"]) + 1)[project]
    lost_from, lost_until, stop = (
        courses[name].to_numpy()[project] for name in ("lost_from", "lost_until", "suspended_at")
    )
    slip, suspended = (courses[name].to_numpy()[project] for name in ("slip_days", "suspended_days"))
    lost = np.clip((share - lost_from) / (lost_until - lost_from), 0, 1)
    stood = (share > stop) | ((share == stop) & (not before))
    found: Floats = share * length + (slip - suspended) * lost + suspended * stood
    return found


def standing(courses: pl.DataFrame, project: Ints, since: Days, until: Days) -> Ints:
    """Days from `since` to `until`, both counted, on which each row's project stood still."""
    stop, start = (
        courses[name].to_physical().fill_null(_NEVER).to_numpy().astype(np.int64)[project]
        for name in ("suspended_on", "resumed_on")
    )
    return np.maximum(np.minimum(until + 1, start) - np.maximum(since, stop), 0)


def _changed(deals: Deals, courses: pl.DataFrame) -> pl.Series:
    """Cost of the changes approved before the project would be planned anew, in the contract's proportion."""
    changes = courses.join(
        deals.changes.select("contract_id", "approved_on", change="net_amount"), on="contract_id"
    ).filter(pl.col("approved_on") < pl.col("_anew_on"))
    sums = changes.group_by("project_id").agg(pl.col("change").sum())
    rows = courses.join(sums, on="project_id", how="left", maintain_order="left").with_columns(
        pl.col("change").fill_null(0)
    )
    share = rows["change"].to_numpy() / rows["net_amount"].to_numpy()
    # no plan is cut by more than a fifth at once
    cost = np.rint(rows["budget_amount"].to_numpy() * np.clip(share, -0.2, 0.5) / 10_000).astype(np.int64) * 10_000
    return pl.Series("changed", cost)
