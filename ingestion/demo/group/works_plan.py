"""The plan of each project: phases, packages and sections of work, and their tasks with days and cost."""

from typing import Any

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.repeating import repeated, spread
from ingestion.demo.group.staffing import pick_employed
from ingestion.demo.group.works_course import happening
from ingestion.demo.group.world import Floats, World, dates, numbers

_SECTION_TASKS = 4  # a package of more tasks than twice as many has sections of about so many
_LATE_DAYS = 7  # a task that is later than this has a cause
_VERBS = ("准备 Prepare", "编制 Draft", "实施 Carry out", "复核 Review", "移交 Hand over")
_OWN_CAUSE = 0.7  # share of late tasks that are late for the project's cause


def make_plan(
    world: World, masters: Masters, projects: pl.DataFrame, courses: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Elements of the structure, and tasks; a project's tasks cost what it may cost and end when it is to end.

    Returns:
        see Works.elements, and Works.tasks.
    """
    random = world.random("project plans")
    phases = _phases(world, masters, random, projects)
    packages = _packages(phases)
    tasks = _placed(random, _expanded(packages), courses)
    tasks = _costed(random, tasks, projects)
    project = tasks["project"].to_numpy()
    began = numbers(tasks["began_on"])
    late = numbers(tasks["finished_on"]) - numbers(tasks["ends_on"]) > _LATE_DAYS
    causes = list(world.parameters["works"]["causes"])
    cause = np.where(
        random.random(len(late)) < _OWN_CAUSE,
        courses["cause"].fill_null(causes[0]).to_numpy()[project],
        random.choice(causes, len(late)),
    )
    company = projects["company_id"].to_numpy()[project]
    tasks = tasks.with_columns(
        pl.Series("employee_id", pick_employed(random, masters, company, "delivery", began)),
        cause=pl.when(pl.Series(late)).then(pl.Series(cause)),
        project_id=projects["id"].gather(project),
        gone_on=pl.lit(None, pl.Date),
    )
    tasks = pl.concat([tasks, _drafts(world, random, tasks, courses)])
    tasks = tasks.sort("project_id", "starts_on", "phase", "package", "place", maintain_order=True).with_columns(
        id=pl.int_range(1, pl.len() + 1),
        sequence=pl.int_range(1, pl.len() + 1).over("project_id"),
        name=pl.concat_str(
            (pl.col("place") % len(_VERBS)).replace_strict(dict(enumerate(_VERBS)), return_dtype=pl.String),
            pl.lit(" "),
            pl.col("phase_name").str.split(" ").list.last(),
            pl.lit(" "),
            pl.col("package") + 1,
            pl.lit("-"),
            pl.col("place") + 1,
        ),
    )
    elements, element_of_task = _elements(tasks)
    return elements, tasks.with_columns(element_id=element_of_task).select(
        "id",
        "project_id",
        "element_id",
        "sequence",
        "name",
        "is_inspected",
        "budget_amount",
        "starts_on",
        "ends_on",
        "began_on",
        "finished_on",
        "cause",
        "employee_id",
        "gone_on",
        "share_from",
        "share_until",
    )


def _phases(world: World, masters: Masters, random: np.random.Generator, projects: pl.DataFrame) -> pl.DataFrame:
    """Each project's phases, with how many tasks they have; larger projects have more."""
    given = world.parameters["works"]
    business = masters.companies["business"].to_numpy()[projects["company_id"].to_numpy() - 1]
    usual = np.array([given["tasks"][one] for one in business.tolist()])
    budget = pl.col("budget_amount")
    size = projects.select(budget / budget.median().over("company_id")).to_series().to_numpy()
    wanted = np.clip(usual * size**0.15 * random.uniform(0.8, 1.2, projects.height), 12, 200)
    rows = pl.DataFrame({"project": np.arange(projects.height), "business": business, "wanted": wanted})
    every: list[dict[str, Any]] = [
        {"business": name, "phase": at, "phase_name": one["name"], **{key: one[key] for key in _PHASE_KEYS}}
        for name, phases in given["phases"].items()
        for at, one in enumerate(phases)
    ]
    return (
        rows.join(pl.DataFrame(every), on="business", maintain_order="left")
        .sort("project", "phase")
        .with_columns(
            task_count=(pl.col("wanted") * pl.col("tasks")).round().cast(pl.Int64).clip(lower_bound=1),
        )
        .with_columns(package_count=pl.min_horizontal("packages", (pl.col("task_count") // 2).clip(lower_bound=1)))
    )


_PHASE_KEYS = ("from", "until", "cost", "tasks", "packages", "inspected")


def _packages(phases: pl.DataFrame) -> pl.DataFrame:
    """Packages lie staggered in their phase: the first begins with it, the last ends with it."""
    rows = _repeated(phases, phases["package_count"], "package")
    width = pl.col("until") - pl.col("from")
    behind = (pl.col("package_count") - 1 - pl.col("package")) / pl.col("package_count")
    return rows.with_columns(
        begin=pl.col("from") + width * 0.35 * pl.col("package") / pl.col("package_count"),
        end=pl.when(behind > 0).then(pl.col("until") - width * 0.3 * behind).otherwise("until"),
        count=pl.col("task_count") // pl.col("package_count")
        + (pl.col("package") < pl.col("task_count") % pl.col("package_count")).cast(pl.Int64),
    )


def _expanded(packages: pl.DataFrame) -> pl.DataFrame:
    """One row a task: its package's columns, `place` in it, and `section` (0: none, else from 1)."""
    rows = _repeated(packages.with_row_index("chain"), packages["count"], "place")
    return rows.with_columns(
        is_inspected=pl.col("inspected"),
        section=pl.when(pl.col("count") > 2 * _SECTION_TASKS)
        .then(pl.col("place") // _SECTION_TASKS + 1)
        .otherwise(0)
        .cast(pl.Int64),
    )


def _placed(random: np.random.Generator, tasks: pl.DataFrame, courses: pl.DataFrame) -> pl.DataFrame:
    """Tasks of a package follow each other; as it happens, some take longer than planned, others less."""
    project = tasks["project"].to_numpy()
    weight = random.uniform(0.5, 1.5, tasks.height)
    actual = weight * np.exp(random.normal(0, 0.35, tasks.height))
    begins = numbers(courses["begins_on"])[project]
    length = numbers(courses["ends_on"])[project] - begins + 1
    shares = _chained(tasks, weight)
    planned = [begins + np.floor(share * length).astype(np.int64) for share in shares]
    # what ends just when a suspension begins ends before it
    done = [
        begins + np.floor(happening(courses, project, share, before=before)).astype(np.int64)
        for share, before in zip(_chained(tasks, actual), (False, True), strict=True)
    ]
    return tasks.with_columns(
        pl.Series("weight", weight),
        pl.Series("starts_on", dates(planned[0])),
        pl.Series("ends_on", dates(np.maximum(planned[0], planned[1] - 1))),
        pl.Series("began_on", dates(done[0])),
        pl.Series("finished_on", dates(np.maximum(done[0], done[1] - 1))),
        pl.Series("share_from", shares[0]),
        pl.Series("share_until", shares[1]),
    )


def _chained(tasks: pl.DataFrame, weight: Floats) -> tuple[Floats, Floats]:
    """Shares of the planned time at which each task of a package begins and ends."""
    rows = tasks.select("chain", "begin", "end", "place", "count", weight=pl.Series(weight)).with_columns(
        until=pl.col("weight").cum_sum().over("chain") / pl.col("weight").sum().over("chain")
    )
    width = pl.col("end") - pl.col("begin")
    until = (
        pl.when(pl.col("place") == pl.col("count") - 1).then("end").otherwise(pl.col("begin") + width * pl.col("until"))
    )
    rows = rows.with_columns(until=until).with_columns(
        since=pl.col("until").shift(1).over("chain").fill_null(pl.col("begin"))
    )
    return rows["since"].to_numpy(), rows["until"].to_numpy()


def _costed(random: np.random.Generator, tasks: pl.DataFrame, projects: pl.DataFrame) -> pl.DataFrame:
    """The project's budget over its tasks, by phase."""
    project = tasks["project"].to_numpy()
    weight = tasks["weight"].to_numpy() * np.exp(random.normal(0, 0.5, tasks.height))
    rows = tasks.select("project", "phase", "cost", weight=pl.Series(weight)).with_columns(
        part=pl.col("cost") * pl.col("weight") / pl.col("weight").sum().over("project", "phase")
    )
    share = rows.select(pl.col("part") / pl.col("part").sum().over("project")).to_series().to_numpy()
    whole = projects["budget_amount"].to_numpy()
    return tasks.with_columns(pl.Series("budget_amount", spread(whole, project, share, 1000)))


def _drafts(world: World, random: np.random.Generator, tasks: pl.DataFrame, courses: pl.DataFrame) -> pl.DataFrame:
    """Tasks that somebody enters beside another, without a budget, and deletes again."""
    chosen = np.flatnonzero(random.random(tasks.height) < world.parameters["works"]["drafts"])
    rows = tasks[chosen.tolist()]
    entered = numbers(courses["entered_on"])[rows["project"].to_numpy()]
    return rows.with_columns(
        pl.Series("gone_on", dates(entered + random.integers(2, 40, rows.height))),
        budget_amount=pl.lit(0, pl.Int64),
        is_inspected=pl.lit(False),
    ).select(tasks.columns)


def _elements(tasks: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The tree of elements, and the key of the lowest one above each task."""
    code = [
        (pl.col("phase") + 1).cast(pl.String),
        pl.concat_str(pl.col("phase") + 1, pl.lit("."), pl.col("package") + 1),
        pl.concat_str(pl.col("phase") + 1, pl.lit("."), pl.col("package") + 1, pl.lit("."), "section"),
    ]
    names = [
        pl.col("phase_name"),
        pl.concat_str("phase_name", pl.lit(" "), pl.col("package") + 1),
        pl.concat_str(pl.lit("分段 Section "), "section"),
    ]
    levels = [
        tasks.filter(pl.col("section") > 0 if level == 2 else True)
        .select(
            "project_id",
            code=code[level],
            above=code[level - 1] if level else pl.lit(None, pl.String),
            name=names[level],
            level=pl.lit(level + 1),
        )
        .unique(["project_id", "code"], keep="first", maintain_order=True)
        for level in range(3)
    ]
    elements = (
        pl.concat(levels).sort("project_id", "code", maintain_order=True).with_columns(id=pl.int_range(1, pl.len() + 1))
    )
    keys = elements.select("project_id", "code", key="id")
    elements = elements.join(
        keys, left_on=["project_id", "above"], right_on=["project_id", "code"], how="left", maintain_order="left"
    ).select("id", "project_id", "code", "name", "level", parent_id="key")
    lowest = tasks.select("project_id", code=pl.when(pl.col("section") > 0).then(code[2]).otherwise(code[1]))
    return elements, lowest.join(keys, on=["project_id", "code"], how="left", maintain_order="left")["key"]


def _repeated(rows: pl.DataFrame, count: pl.Series, name: str) -> pl.DataFrame:
    """Each row so many times, with its number from 0."""
    at, place = repeated(count.to_numpy().astype(np.int64))
    return rows[at.tolist()].with_columns(pl.Series(name, place))
