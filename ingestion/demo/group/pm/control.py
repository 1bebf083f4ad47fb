"""Milestones, risks and inspections."""

import polars as pl

from ingestion.demo.group.replay import replay, seen_late
from ingestion.demo.group.versions import Change, history, stamp
from ingestion.demo.group.works import Works
from ingestion.demo.group.world import World

_FORECAST_DAYS = 25  # before a milestone was to be reached, people say when it will be
_WORTH_DAYS = 7  # and nobody moves it for less
_ANNOUNCED_DAYS = 3


def control_tables(world: World, works: Works) -> dict[str, pl.DataFrame]:
    """Versions of milestone, risk, risk_review and inspection."""
    reviews = works.risk_reviews.with_columns(created_at=stamp(pl.col("reviewed_on"), 1))
    return {
        "milestone": _milestones(works),
        "risk": _risks(works),
        "risk_review": history(seen_late(world, "risk reviews", reviews)),
        "inspection": _inspections(works),
    }


def _milestones(works: Works) -> pl.DataFrame:
    entered = works.courses.select("project_id", "entered_on")
    slips = (pl.col("happened_on") - pl.col("planned_on")).dt.total_days()
    rows = works.milestones.join(entered, on="project_id", how="left", maintain_order="left").select(
        "id",
        "project_id",
        "name",
        "planned_on",
        contract_milestone="sequence",
        forecast_on="planned_on",
        reached_on=pl.lit(None, pl.Date),
        _late_on=pl.when(slips > _WORTH_DAYS).then(pl.col("planned_on") - pl.duration(days=_FORECAST_DAYS)),
        # what is foreseen is most of what will come
        _foreseen_on=pl.col("planned_on") + pl.duration(days=(slips * 0.7).cast(pl.Int64)),
        _happened_on="happened_on",
        created_at=stamp(pl.col("entered_on"), 1),
    )
    return history(
        rows,
        Change("_late_on", {"forecast_on": pl.col("_foreseen_on")}),
        Change("_happened_on", {"reached_on": pl.col("_happened_on"), "forecast_on": pl.col("_happened_on")}),
    )


def _risks(works: Works) -> pl.DataFrame:
    reviews = works.risk_reviews.select(
        "probability",
        "impact_amount",
        "status",
        "sequence",
        id="risk_id",
        at=stamp(pl.col("reviewed_on"), 1, "risk_id"),
    )
    first = reviews.filter(pl.col("sequence") == 1).drop("at", "sequence")
    rows = works.risks.select(
        "id", "project_id", "kind", "title", "raised_on", owner_id="employee_id", created_at=stamp(pl.col("raised_on"))
    ).join(first, on="id", how="left", maintain_order="left")
    return replay(rows, reviews.filter(pl.col("sequence") > 1).drop("sequence"))


def _inspections(works: Works) -> pl.DataFrame:
    """Announced some days before; who inspected, and what was found, is entered on the day."""
    rows = works.inspections.join(
        works.tasks.select("began_on", task_id="id"), on="task_id", how="left", maintain_order="left"
    ).select(
        "id",
        "task_id",
        "previous_id",
        "planned_on",
        inspected_on=pl.lit(None, pl.Date),
        inspector_id=pl.lit(None, pl.Int64),
        result=pl.lit("pending"),
        defect_count=pl.lit(0, pl.Int64),
        _inspected_on="inspected_on",
        _inspector="employee_id",
        _defects="defect_count",
        _passed="is_passed",
        created_at=stamp(pl.max_horizontal("began_on", pl.col("planned_on") - pl.duration(days=_ANNOUNCED_DAYS)), 1),
    )
    result = pl.when("_passed").then(pl.lit("passed")).otherwise(pl.lit("failed"))
    return history(
        rows,
        Change(
            "_inspected_on",
            {
                "inspected_on": pl.col("_inspected_on"),
                "inspector_id": pl.col("_inspector"),
                "defect_count": pl.col("_defects"),
                "result": result,
            },
        ),
    )
