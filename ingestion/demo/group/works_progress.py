"""What people report about tasks in work: how much is done, how long the rest will take."""

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.repeating import repeated
from ingestion.demo.group.staffing import employed, keeper_on, pick_employed
from ingestion.demo.group.works_course import standing
from ingestion.demo.group.world import SHARE_UNIT, Floats, Ints, World, dates, numbers

_MOST_OPEN = 0.95  # nobody says more as long as the task lasts
_STEPS = 20  # of what people say; every fifth says it in hundredths
_NOISE = 0.03


def make_reports(
    world: World,
    masters: Masters,
    projects: pl.DataFrame,
    courses: pl.DataFrame,
    tasks: pl.DataFrame,
    managers: pl.DataFrame,
) -> pl.DataFrame:
    """A report a week, or every other, from a task's beginning to its end; none while the project stands still.

    Returns:
        see Works.reports: progress rises, but for reports that said too much and are corrected by the next.
    """
    random, given = world.random("progress reports"), world.parameters["works"]
    rows, day = _reporting_days(world, masters, projects, courses, tasks)
    at = rows["at"].to_numpy()
    project = rows["project"].to_numpy()
    began, finished = numbers(rows["began_on"]), numbers(rows["finished_on"])
    stood, stood_in_all = (standing(courses, project, began, until) for until in (np.minimum(day, finished), finished))
    worked = np.minimum(day, finished) - began + 1 - stood
    whole = finished - began + 1 - stood_in_all
    is_last = day >= finished
    # some tasks look nearly done early, others start slowly
    shape = np.exp(random.normal(-0.05, 0.3, tasks.height))[at]
    said = (worked / np.maximum(whole, 1)) ** shape + random.normal(0, _NOISE, len(day))
    said = _in_steps(random, np.clip(said, 0.01, _MOST_OPEN))
    frame = pl.DataFrame({"task": at, "said": np.where(is_last, 1.0, said)}).select(
        pl.col("said").cum_max().over("task"), is_next_last=pl.Series(is_last).shift(-1).fill_null(True)
    )
    said = frame["said"].to_numpy()
    too_much = (random.random(len(day)) < given["corrected"]) & ~is_last & ~frame["is_next_last"].to_numpy()
    said = np.where(too_much, np.minimum(said + random.choice([0.1, 0.15, 0.2, 0.25], len(day)), 0.99), said)
    remaining = np.where(is_last, 0, np.maximum((finished - day) * random.uniform(0.5, 1.2, len(day)), 1))
    return (
        rows.with_columns(
            pl.Series("reported_on", dates(day)),
            pl.Series("progress", np.rint(said * SHARE_UNIT).astype(np.int64)),
            pl.Series("remaining_days", np.ceil(remaining).astype(np.int64)),
            pl.Series("is_last", is_last),
            pl.Series("employee_id", _reporters(random, masters, projects, rows, managers, day)),
        )
        .with_columns(
            is_correction=(pl.col("progress") < pl.col("progress").shift(1).over("task_id")).fill_null(False),
            is_first=pl.int_range(pl.len()).over("task_id") == 0,
        )
        .sort("reported_on", "task_id")
        .select(
            pl.int_range(1, pl.len() + 1).alias("id"),
            "task_id",
            "reported_on",
            "progress",
            "remaining_days",
            "employee_id",
            "is_correction",
            "is_first",
            "is_last",
        )
    )


def _reporting_days(
    world: World, masters: Masters, projects: pl.DataFrame, courses: pl.DataFrame, tasks: pl.DataFrame
) -> tuple[pl.DataFrame, Ints]:
    """One row for each report: the task's columns, `at` (its row), `project` (its row); and the days.

    A project reports on a weekday of its own, and what is finished on the next of its days.
    """
    given = world.parameters["works"]["report_days"]
    business = masters.companies["business"].to_numpy()
    every = np.array([given.get(business[one - 1], 7) for one in projects["company_id"].to_list()])
    position = dict(zip(projects["id"].to_list(), range(projects.height), strict=True))
    project = tasks["project_id"].replace_strict(position, return_dtype=pl.Int64).to_numpy()
    step = every[project]
    # day 4 of 1970 was a Monday; of two weeks, a project has one
    weekday = 4 + projects["id"].to_numpy()[project] % 5 + 7 * (projects["id"].to_numpy()[project] % (step // 7))
    began, finished = (numbers(tasks[name]).astype(np.int64) for name in ("began_on", "finished_on"))
    first = began + (weekday - began) % step
    last = finished + (weekday - finished) % step
    is_real = tasks["gone_on"].is_null().to_numpy()
    count = np.where(is_real, (last - first) // step + 1, 0)
    at, place = repeated(count)
    day = first[at] + place * step[at]
    rows = tasks.select("project_id", "began_on", "finished_on", "employee_id", task_id="id")[at.tolist()].with_columns(
        pl.Series("at", at), pl.Series("project", project[at])
    )
    stands = standing(courses, project[at], day, day) > 0
    happens = (day <= world.timeline.last) & (~stands | (day >= finished[at]))
    return rows.filter(pl.Series(happens)), day[happens]


def _in_steps(random: np.random.Generator, share: Floats) -> Floats:
    steps = np.where(random.random(len(share)) < 0.2, 100, _STEPS)
    found: Floats = np.maximum(np.floor(share * steps), 1) / steps
    return found


def _reporters(
    random: np.random.Generator,
    masters: Masters,
    projects: pl.DataFrame,
    rows: pl.DataFrame,
    managers: pl.DataFrame,
    day: Ints,
) -> Ints:
    """Whoever does the task; when that one has left, who manages the project, or somebody for them."""
    manager = keeper_on(rows.with_columns(pl.Series("_on", dates(day))), managers, "project_id", "_on").to_numpy()
    company = projects["company_id"].to_numpy()[rows["project"].to_numpy()]
    somebody = pick_employed(random, masters, company, "delivery", day)
    one = rows["employee_id"].to_numpy()
    stand_in = np.where(employed(masters, manager, day.astype(np.int32)), manager, somebody)
    return np.where(employed(masters, one, day.astype(np.int32)), one, stand_in)
