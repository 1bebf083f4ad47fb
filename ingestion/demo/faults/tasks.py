"""Tasks that are nearly done, report after report."""

import numpy as np
import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.told import final
from ingestion.demo.group.versions import FROM

_STUCK = "stuck_at_ninety"
_SHARES = {"ninety": 9000, "ninety_five": 9500}
_STEP = 500  # people report in twentieths


def plant_stuck_tasks(ground: Ground) -> None:
    """Some tasks are soon at ninety per cent, and stay there until they are done."""
    given = ground.given[_STUCK]
    _tell_natural(ground)
    for variant, share in _SHARES.items():
        picked = ground.pick(_STUCK, variant, _long_tasks(ground, variant), table="task", day="seen_on")
        _stick(ground, picked, share)
        told = picked.with_columns(happened_on="stuck_on")
        ground.tell(_STUCK, variant, "task", told, "The task's reports say the same share for weeks.")
    picked = ground.pick(_STUCK, "suspended", _stopped(ground), table="task", day="seen_on", lookalike=True)
    _stop(ground, picked)
    why = "The task stands at the same share because its project was suspended."
    ground.tell(_STUCK, "suspended", "task", picked, why, lookalike=True)
    reports = _reports(ground)
    done = reports.filter(
        (pl.col("percent_complete") == 10_000)
        & (pl.col("before") >= given["least_share"])
        & pl.col("before_on").is_not_null()
    ).select(id="task_id", seen_on=pl.max_horizontal("reported_on", FROM), happened_on="before_on")
    picked = ground.pick(_STUCK, "done_soon", done.unique("id"), table="task", day="seen_on", lookalike=True)
    why = "The task was nearly done in one report, and done in the next."
    ground.tell(_STUCK, "done_soon", "task", picked, why, lookalike=True)


def _reports(ground: Ground) -> pl.DataFrame:
    """Reports of every task in order, with place, count, before (share of the one before) and before_on."""
    rows = final(ground, "progress_report").sort("task_id", "reported_on", "id")
    return rows.with_columns(
        place=pl.int_range(pl.len()).over("task_id"),
        count=pl.len().over("task_id"),
        before=pl.col("percent_complete").shift(1).over("task_id"),
        before_on=pl.col("reported_on").shift(1).over("task_id"),
    )


def _runs(ground: Ground, rows: pl.DataFrame) -> pl.DataFrame:
    """The first report of each task with which it has said the same high share long enough: id, stuck_on, seen_on."""
    given = ground.given[_STUCK]
    rows = rows.with_columns(run=pl.col("percent_complete").rle_id().over("task_id"))
    rows = rows.filter(pl.col("percent_complete").is_between(given["least_share"], 9999))
    rows = rows.with_columns(
        same=pl.int_range(1, pl.len() + 1).over("task_id", "run"),
        stuck_on=pl.col("reported_on").first().over("task_id", "run"),
    ).filter(
        (pl.col("same") >= given["least_reports"])
        & ((pl.col("reported_on") - pl.col("stuck_on")).dt.total_days() >= given["least_days"])
    )
    return rows.sort("task_id", "reported_on").group_by(pl.col("task_id").alias("id"), maintain_order=True).agg(
        pl.col("stuck_on").first(), seen_on=pl.max_horizontal("reported_on", FROM).first()
    )  # fmt: skip


def _tell_natural(ground: Ground) -> None:
    found = _runs(ground, _reports(ground)).rename({"stuck_on": "happened_on"})
    found = found.with_columns(ground.names(_STUCK, found.height))
    ground.take("task", found["id"])
    ground.tell(_STUCK, "natural", "task", found, "The task's reports say the same share for weeks.")


def _long_tasks(ground: Ground, variant: str) -> pl.DataFrame:
    """Tasks that could stick, with the place of the report from which they do: id, since, stuck_on, seen_on."""
    given, random = ground.given[_STUCK], ground.random(f"{_STUCK} {variant}")
    rows = _reports(ground)
    # the last report says that all is done
    tasks = rows.group_by(pl.col("task_id").alias("id")).agg(pl.col("count").first()).sort("id")
    most = tasks["count"].to_numpy().astype(np.int64) - 1 - given["least_reports"]
    since = np.where(most > 0, random.integers(0, np.maximum(most, 1)) + 1, -1)
    tasks = tasks.with_columns(pl.Series("since", since)).filter(pl.col("since") > 0)
    rows = rows.join(tasks.select("since", task_id="id"), on="task_id", maintain_order="left_right")
    stuck = (pl.col("place") >= pl.col("since")) & (pl.col("place") < pl.col("count") - 1)
    rows = rows.with_columns(percent_complete=pl.when(stuck).then(_SHARES[variant]).otherwise(0))
    return tasks.join(_runs(ground, rows), on="id").sort("id")


def _stick(ground: Ground, picked: pl.DataFrame, share: int) -> None:
    """Let the reports rise to the share and stay there."""
    rows = _reports(ground).join(picked.select("since", task_id="id"), on="task_id", maintain_order="left_right")
    first = pl.col("percent_complete").filter(pl.col("place") == pl.col("since")).first().over("task_id")
    risen = (pl.col("percent_complete") * share // first // _STEP * _STEP).clip(_STEP, share - _STEP)
    new = (
        pl.when(pl.col("place") == pl.col("count") - 1)
        .then("percent_complete")
        .when(pl.col("place") >= pl.col("since"))
        .then(share)
        .otherwise(risen.cum_max().over("task_id"))
    )
    _report(ground, rows.with_columns(new=new))


def _stopped(ground: Ground) -> pl.DataFrame:
    """Tasks whose project was suspended for long while they were in work: id, seen_on, stopped_on, resumed_on."""
    given = ground.given[_STUCK]
    stops = final(ground, "suspension").drop_nulls("resumed_on").select("project_id", "suspended_on", "resumed_on")
    stops = stops.filter((pl.col("resumed_on") - pl.col("suspended_on")).dt.total_days() >= given["least_days"])
    tasks = final(ground, "task").select("project_id", task_id="id")
    rows = _reports(ground).join(tasks, on="task_id").join(stops, on="project_id")
    before = pl.col("reported_on") < pl.col("suspended_on")
    found = rows.sort("task_id", "reported_on").group_by("task_id", "suspended_on", "resumed_on").agg(
        last=pl.col("place").filter(before).max(), count=pl.col("count").first(),
        seen_on=pl.col("reported_on").filter(~before).min(),
    )  # fmt: skip
    open_then = pl.col("last").is_not_null() & (pl.col("last") + 2 < pl.col("count"))
    return found.filter(open_then).select(
        "last", "seen_on", id="task_id", happened_on="suspended_on"
    ).unique("id", keep="first", maintain_order=True).sort("id")  # fmt: skip


def _stop(ground: Ground, picked: pl.DataFrame) -> None:
    """Let them say the same before the suspension and after it."""
    rows = _reports(ground).join(picked.select("last", task_id="id"), on="task_id", maintain_order="left_right")
    share, place = _SHARES["ninety"], pl.col("place") - pl.col("last")
    new = (
        pl.when(place < 0)
        .then(pl.min_horizontal("percent_complete", pl.lit(share - _STEP)))
        .when(place <= 1)
        .then(share)
        .otherwise(pl.max_horizontal("percent_complete", pl.lit(share + _STEP)))
    )
    _report(ground, rows.with_columns(new=new))


def _report(ground: Ground, rows: pl.DataFrame) -> None:
    """Let reports say new shares, no correction among them, and their tasks what the last report said."""
    ground.change("progress_report", rows.select("id", percent_complete="new", remark=pl.lit(None, pl.String)))
    tasks = ground.versions["task"].filter(pl.col("id").is_in(rows["task_id"].unique().implode())).sort(FROM)
    said = rows.select("new", id=pl.col("task_id"), _day="reported_on").sort("_day")
    tasks = tasks.join_asof(
        said, left_on=FROM, right_on="_day", by="id", strategy="backward", check_sortedness=False
    ).with_columns(percent_complete=pl.col("new").fill_null(0).cast(tasks.schema["percent_complete"]))
    ground.replace("task", tasks.drop("new", "_day"))
