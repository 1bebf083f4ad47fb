"""Baselines of projects, and which tasks wait for which."""

import numpy as np
import polars as pl

from ingestion.demo.group.repeating import spread
from ingestion.demo.group.works_course import happening
from ingestion.demo.group.world import World, dates, numbers

_FORESEEN = 0.8  # of the slip, how much a new plan allows for
_APPROVAL_DAYS = 8  # within which after the beginning the first baseline is approved


def make_baselines(
    world: World, projects: pl.DataFrame, courses: pl.DataFrame, tasks: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The first plan of every project, and a second one of those that were planned anew.

    The second keeps what is finished, and shifts and prices anew what is not.

    Returns:
        see Works.baselines, and Works.baseline_tasks.
    """
    random = world.random("baselines")
    approved = numbers(projects["begins_on"]) + random.integers(0, _APPROVAL_DAYS, projects.height)
    first = courses.select(
        "project_id", pl.Series("approved_on", dates(approved)), number=pl.lit(1), reason=pl.lit("initial")
    )
    second = courses.filter(pl.col("rebaselined_on").is_not_null()).select(
        "project_id", approved_on="rebaselined_on", number=pl.lit(2), reason="rebaseline_reason"
    )
    baselines = pl.concat([first, second]).sort("project_id", "number").with_columns(id=pl.int_range(1, pl.len() + 1))
    planned = tasks.filter(pl.col("gone_on").is_null())
    lines = pl.concat(
        [
            planned.select("project_id", "starts_on", "ends_on", "budget_amount", task_id="id", number=pl.lit(1)),
            _anew(courses, planned),
        ]
    )
    return baselines, lines.join(
        baselines.select("project_id", "number", baseline_id="id"), on=["project_id", "number"], how="left"
    ).sort("baseline_id", "task_id").select(
        pl.int_range(1, pl.len() + 1).alias("id"), "baseline_id", "task_id", "starts_on", "ends_on", "budget_amount"
    )


def make_dependencies(tasks: pl.DataFrame, elements: pl.DataFrame) -> pl.DataFrame:
    """Within a package each task waits for the one before; a package's first, for a task of the phase before.

    Returns:
        see Works.dependencies; predecessors have a lower sequence, so nothing waits for itself.
    """
    places = elements.select(
        element_id="id",
        phase=pl.col("code").str.split(".").list.get(0).cast(pl.Int64),
        package=pl.col("code").str.split(".").list.get(1, null_on_oob=True),
    )
    rows = (
        tasks.filter(pl.col("gone_on").is_null())
        .join(places, on="element_id", how="left", maintain_order="left")
        .sort("id")
        .with_columns(before=pl.col("id").shift(1).over("project_id", "phase", "package"))
    )
    within = rows.filter(pl.col("before").is_not_null()).select(
        task_id="id", predecessor_id="before", kind=pl.lit("FS")
    )
    heads = rows.filter(pl.col("before").is_null() & (pl.col("phase") > 1)).with_columns(above=pl.col("phase") - 1)
    finished = rows.select("project_id", "ends_on", above="phase", predecessor_id="id").sort(
        "ends_on", "predecessor_id"
    )
    heads = heads.sort("starts_on", "id").join_asof(
        finished,
        left_on="starts_on",
        right_on="ends_on",
        by=["project_id", "above"],
        allow_exact_matches=False,
        check_sortedness=False,
    )
    opening = rows.group_by("project_id", "phase").agg(opens=pl.col("id").min())
    heads = heads.join(opening, left_on=["project_id", "above"], right_on=["project_id", "phase"], how="left")
    across = heads.select(
        task_id="id",
        predecessor_id=pl.coalesce("predecessor_id", "opens"),
        kind=pl.when(pl.col("predecessor_id").is_null()).then(pl.lit("SS")).otherwise(pl.lit("FS")),
    )
    return (
        pl.concat([within, across])
        .sort("task_id", "predecessor_id")
        .select(pl.int_range(1, pl.len() + 1).alias("id"), "task_id", "predecessor_id", "kind")
    )


def _anew(courses: pl.DataFrame, tasks: pl.DataFrame) -> pl.DataFrame:
    """The tasks as the second baselines have them."""
    again = courses.filter(pl.col("rebaselined_on").is_not_null())
    rows = tasks.join(
        again.with_row_index("at").select("project_id", "at", "rebaselined_on", "begins_on", "budget_delta"),
        on="project_id",
        maintain_order="left",
    )
    at = rows["at"].to_numpy().astype(np.int64)
    # a new plan knows of most of the slip, of the suspension, and nothing of how each task will go
    foreseen = again.with_columns(
        slip_days=(pl.col("slip_days") * _FORESEEN).cast(pl.Int64),
        suspended_days=(pl.col("suspended_days") * _FORESEEN).cast(pl.Int64),
    )
    begins = numbers(rows["begins_on"])
    shift = [
        begins + np.floor(happening(foreseen, at, rows[name].to_numpy())).astype(np.int64)
        for name in ("share_from", "share_until")
    ]
    anew, began, finished = (numbers(rows[name]) for name in ("rebaselined_on", "began_on", "finished_on"))
    starts = np.where(began <= anew, began, np.maximum(shift[0], anew))
    ends = np.maximum.reduce([starts, shift[1] - 1, anew])
    is_done = finished < anew
    budget = rows["budget_amount"].to_numpy()
    left = np.where(is_done, 0, budget)
    open_budget = np.bincount(at, left, again.height)
    delta = np.where(open_budget > 0, again["budget_delta"].to_numpy(), 0).astype(np.int64)
    # a cut takes at most half of what is left
    delta = np.maximum(delta, -(open_budget // 2).astype(np.int64))
    share = left / np.maximum(open_budget, 1)[at]
    added = np.sign(delta)[at] * spread(np.abs(delta), at, share, unit=100)
    return rows.select(
        "project_id",
        starts_on=pl.when(pl.Series(is_done)).then("starts_on").otherwise(pl.Series(dates(starts))),
        ends_on=pl.when(pl.Series(is_done)).then("ends_on").otherwise(pl.Series(dates(ends))),
        budget_amount=pl.Series(budget + added),
        task_id="id",
        number=pl.lit(2),
    )
