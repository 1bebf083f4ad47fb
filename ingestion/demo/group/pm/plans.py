"""The structure of projects, their tasks, dependencies and baselines."""

import polars as pl

from ingestion.demo.group.replay import replay
from ingestion.demo.group.versions import history, stamp
from ingestion.demo.group.works import Works


def plan_tables(works: Works) -> dict[str, pl.DataFrame]:
    """Versions of wbs_element, task, task_dependency, baseline and baseline_task.

    A task takes its days and its cost from the last approved baseline, the rest from what is reported.
    """
    entered = works.courses.select("project_id", "entered_on")
    elements = works.elements.join(entered, on="project_id", how="left", maintain_order="left")
    dependencies = (
        works.dependencies.join(
            works.tasks.select("project_id", task_id="id"), on="task_id", how="left", maintain_order="left"
        )
        .join(entered, on="project_id", how="left", maintain_order="left")
        .with_columns(lag_days=pl.lit(0))
    )
    baselines = works.baselines.with_columns(created_at=stamp(pl.col("approved_on"), 7))
    lines = works.baseline_tasks.join(
        works.baselines.select("approved_on", baseline_id="id"), on="baseline_id", how="left", maintain_order="left"
    ).select(
        "id",
        "baseline_id",
        "task_id",
        planned_start_on="starts_on",
        planned_finish_on="ends_on",
        budget_cost="budget_amount",
        created_at=stamp(pl.col("approved_on"), 7, "baseline_id"),
    )
    return {
        "wbs_element": history(elements.with_columns(created_at=stamp(pl.col("entered_on"), 1))),
        "task": _tasks(works, entered),
        "task_dependency": history(dependencies.with_columns(created_at=stamp(pl.col("entered_on"), 2))),
        "baseline": history(baselines),
        "baseline_task": history(lines),
    }


def _tasks(works: Works, entered: pl.DataFrame) -> pl.DataFrame:
    rows = works.tasks.join(entered, on="project_id", how="left", maintain_order="left")
    first = rows.select(
        "id",
        "project_id",
        "element_id",
        "name",
        number=pl.lit("T") + pl.col("sequence").cast(pl.String).str.zfill(3),
        assignee_id=pl.lit(None, pl.Int64),
        status=pl.lit("not_started"),
        percent_complete=pl.lit(0, pl.Int64),
        budget_cost="budget_amount",
        planned_start_on="starts_on",
        planned_finish_on="ends_on",
        actual_start_on=pl.lit(None, pl.Date),
        actual_finish_on=pl.lit(None, pl.Date),
        delay_cause=pl.lit(None, pl.String),
        created_at=stamp(pl.col("entered_on"), 1),
        _gone_on="gone_on",
    )
    last = pl.col("is_last")
    reported = works.reports.join(
        works.tasks.select("began_on", "finished_on", "cause", "employee_id", task_id="id"),
        on="task_id",
        how="left",
        maintain_order="left",
        suffix="_task",
    ).select(
        id="task_id",
        at=stamp(pl.col("reported_on")),
        percent_complete="progress",
        status=pl.when(last).then(pl.lit("done")).otherwise(pl.lit("in_progress")),
        assignee_id="employee_id_task",
        actual_start_on="began_on",
        actual_finish_on=pl.when(last).then("finished_on"),
        delay_cause=pl.when(last).then("cause"),
    )
    anew = (
        works.baselines.filter(pl.col("number") == 2)
        .select("approved_on", baseline_id="id")
        .join(works.baseline_tasks, on="baseline_id")
        .select(
            id="task_id",
            at=stamp(pl.col("approved_on"), 7, "baseline_id"),
            planned_start_on="starts_on",
            planned_finish_on="ends_on",
            budget_cost="budget_amount",
        )
    )
    return replay(first, reported, anew)
