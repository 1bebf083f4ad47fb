"""Hours that people of the delivery departments book on tasks, week by week."""

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.repeating import repeated
from ingestion.demo.group.timeline import number_of
from ingestion.demo.group.works_course import standing
from ingestion.demo.group.world import Ints, World, dates, numbers

_MONDAY = 4  # 5 January 1970
_HOURS_A_DAY = 8
_HALF_HOUR = 500  # thousandths
_TWO_TASKS = 0.35  # of the weeks, those that somebody divides between two tasks
_STEADY = 0.04  # how far somebody's place among the tasks in work moves from week to week


def make_timesheets(
    world: World, masters: Masters, projects: pl.DataFrame, courses: pl.DataFrame, tasks: pl.DataFrame
) -> pl.DataFrame:
    """What each of those who book hours books in a week while employed: on tasks of the company that are in work.

    Returns:
        see Works.timesheets, by week; one row an employee, task and week, together about what a week has.
    """
    random = world.random("timesheets")
    in_work = _in_work(world, projects, courses, tasks)
    weeks = _weeks(world, random, masters, in_work)
    # people stay about where they are among the tasks in work, which lie in the order of their projects
    drift = weeks["home"].to_numpy() + random.normal(0, _STEADY, weeks.height)
    first = _place(drift, weeks["count"].to_numpy())
    second = _place(drift + 1 / weeks["count"].to_numpy(), weeks["count"].to_numpy())
    two = (random.random(weeks.height) < _TWO_TASKS) & (second != first)
    worked = weeks["working_days"].to_numpy() * _HOURS_A_DAY * random.uniform(0.7, 1.1, weeks.height)
    part = np.where(two, random.uniform(0.3, 0.7, weeks.height), 1.0)
    rows = pl.concat(
        weeks.select("employee_id", "week", place=pl.col("offset") + pl.Series(place), hours=pl.Series(hours)).filter(
            pl.Series(books)
        )
        for place, hours, books in (
            (first, worked * part, np.ones(weeks.height, dtype=np.bool_)),
            (second, worked * (1 - part), two),
        )
    )
    hours = np.rint(rows["hours"].to_numpy() * 1000 / _HALF_HOUR).astype(np.int64) * _HALF_HOUR
    return (
        rows.with_columns(
            pl.Series("hours", hours),
            task_id=in_work["task_id"].gather(rows["place"]),
            week_on=pl.Series(dates(rows["week"].to_numpy() * 7 + _MONDAY)),
        )
        .filter(pl.col("hours") > 0)
        .sort("week_on", "employee_id", "task_id")
        .select(pl.int_range(1, pl.len() + 1).alias("id"), "employee_id", "task_id", "week_on", "hours")
    )


def _in_work(world: World, projects: pl.DataFrame, courses: pl.DataFrame, tasks: pl.DataFrame) -> pl.DataFrame:
    """company_id, week (since 1970), task_id: what is in work in it, by company, week and task."""
    real = tasks.filter(pl.col("gone_on").is_null() & (pl.col("began_on").to_physical() <= world.timeline.last)).join(
        projects.with_row_index("project").select("project", "company_id", project_id="id"),
        on="project_id",
        how="left",
        maintain_order="left",
    )
    since = (numbers(real["began_on"]) - _MONDAY) // 7
    until = (np.minimum(numbers(real["finished_on"]), world.timeline.last) - _MONDAY) // 7
    at, place = repeated((until - since + 1).astype(np.int64))
    week = since[at] + place
    rows = real.select("company_id", "project", task_id="id")[at.tolist()].with_columns(pl.Series("week", week))
    monday = week.astype(np.int32) * 7 + _MONDAY
    stands = standing(courses, rows["project"].to_numpy().astype(np.int64), monday, monday + 6) > 0
    return rows.filter(~pl.Series(stands)).sort("company_id", "week", "task_id")


def _weeks(world: World, random: np.random.Generator, masters: Masters, in_work: pl.DataFrame) -> pl.DataFrame:
    """Weeks of people who book hours: employee_id, week, working_days, home (0–1), offset and count of what is in work.

    Where people have more weeks than rows are wanted, only some of them book at all.
    """
    spans = in_work.with_row_index("offset").group_by("company_id", "week").agg(pl.col("offset").min(), count=pl.len())
    delivery = masters.departments.filter(pl.col("function") == "delivery")["id"]
    people = masters.employees.filter(
        pl.col("department_id").is_in(delivery.implode()) & (pl.col("level") == 0)
    ).select("company_id", "hired_on", "left_on", employee_id="id")
    people = people.with_columns(
        pl.Series("home", random.random(people.height)), pl.Series("draw", random.random(people.height))
    )
    monday = pl.col("week") * 7 + _MONDAY
    weeks = people.join(spans, on="company_id").filter(
        (pl.col("hired_on").to_physical() <= monday)
        & (monday + 6 < pl.col("left_on").to_physical().fill_null(2**30))
        & (monday + 6 <= world.timeline.last)
    )
    in_history = weeks.filter(monday + 6 <= number_of(world.timeline.anchor)).height * (1 + _TWO_TASKS)
    share = world.parameters["works"]["timesheets"] * world.scale / max(in_history, 1)
    weeks = weeks.filter(pl.col("draw") < share).sort("week", "employee_id")
    return weeks.with_columns(
        pl.Series("working_days", _working_days(world, weeks["week"].to_numpy())),
        pl.col("offset").cast(pl.Int64),
        pl.col("count").cast(pl.Int64),
    )


def _working_days(world: World, week: Ints) -> Ints:
    monday = week.astype(np.int32) * 7 + _MONDAY
    return sum(
        (world.timeline.is_working(monday + day).astype(np.int64) for day in range(7)), np.zeros(len(week), np.int64)
    )


def _place(home: np.ndarray, count: Ints) -> Ints:
    return np.floor(np.mod(home, 1.0) * count).astype(np.int64) % count
