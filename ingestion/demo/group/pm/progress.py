"""Progress reports and hours."""

import numpy as np
import polars as pl

from ingestion.demo.group.replay import seen_late
from ingestion.demo.group.versions import Change, history, stamp
from ingestion.demo.group.works import Works
from ingestion.demo.group.world import World

_HALF_HOUR = 500


def progress_tables(world: World, works: Works) -> dict[str, pl.DataFrame]:
    """Versions of progress_report and timesheet; hours are entered on the Monday after, then changed or approved."""
    reports = works.reports.select(
        "id",
        "task_id",
        "reported_on",
        "remaining_days",
        percent_complete="progress",
        reported_by="employee_id",
        remark=pl.when("is_correction").then(pl.lit("更正 corrected")),
        created_at=stamp(pl.col("reported_on")),
    )
    return {
        "progress_report": history(seen_late(world, "progress reports", reports)),
        "timesheet": _timesheets(world, works),
    }


def _timesheets(world: World, works: Works) -> pl.DataFrame:
    random, given = world.random("pm timesheets"), world.parameters["works"]
    count = works.timesheets.height
    entered = pl.col("week_on") + pl.duration(days=7)
    changed, approved = (
        pl.when(pl.Series(random.random(count) < given[share])).then(
            entered + pl.duration(days=pl.lit(pl.Series(random.integers(*days, count))))
        )
        for share, days in (("changed_timesheets", (1, 4)), ("approved_timesheets", (3, 10)))
    )
    by = np.where(random.random(count) < 0.5, -4, 4) * _HALF_HOUR
    rows = works.timesheets.select(
        "id",
        "task_id",
        "hours",
        user_id="employee_id",
        week_starts_on="week_on",
        status=pl.lit("submitted"),
        created_at=stamp(entered),
        _changed_on=changed,
        _approved_on=approved,
        _hours=(pl.col("hours") + pl.Series(by)).clip(lower_bound=_HALF_HOUR),
    )
    return history(
        seen_late(world, "timesheets", rows),
        Change("_changed_on", {"hours": pl.col("_hours")}),
        Change("_approved_on", {"status": pl.lit("approved")}),
    )
