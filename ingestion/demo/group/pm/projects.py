"""Projects and their suspensions."""

import polars as pl

from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.replay import replay
from ingestion.demo.group.typed import typed
from ingestion.demo.group.versions import Change, history, stamp
from ingestion.demo.group.works import Works
from ingestion.demo.group.world import World

_CLOSED_DAYS = 45  # after the end, when the books of a project are closed
_KINDS = {"engineering": "工程 Works", "consulting": "咨询 Consulting"}


def project_tables(
    world: World, masters: Masters, deals: Deals, projects: pl.DataFrame, works: Works
) -> dict[str, pl.DataFrame]:
    """Versions of project and suspension."""
    rows = works.courses.select(
        "project_id", "entered_on", "suspended_on", "resumed_on", "rebaselined_on", "cause"
    ).join(projects, left_on="project_id", right_on="id", how="left", maintain_order="left")
    contracts = deals.contracts.select("number", "currency", contract_id="id")
    companies = masters.companies.select(company_id="id", company_code="code", kind="business")
    customers = masters.customers.select("short_name", customer_id="id")
    managers = works.managers.filter(pl.col("sequence") == 1).select(project_id="id", manager_id="employee_id")
    for frame, by in (
        (contracts, "contract_id"),
        (companies, "company_id"),
        (customers, "customer_id"),
        (managers, "project_id"),
    ):
        rows = rows.join(frame, on=by, how="left", maintain_order="left")
    rows = rows.rename({"project_id": "id"})
    first = rows.select(
        "id",
        "code",
        "company_code",
        "manager_id",
        "currency",
        name=pl.concat_str(
            "short_name", pl.col("kind").replace_strict(_KINDS, default="项目 Project", return_dtype=pl.String)
        ),
        contract_number=typed(world, "pm project", rows["number"]),
        customer_name="short_name",
        status=pl.lit("planned"),
        budget="budget_amount",
        planned_start_on="begins_on",
        planned_finish_on="ends_on",
        actual_start_on=pl.lit(None, pl.Date),
        actual_finish_on=pl.lit(None, pl.Date),
        created_at=stamp(pl.col("entered_on")),
    )
    return {"project": replay(first, *_changes(rows, works)), "suspension": _suspensions(rows)}


def _changes(rows: pl.DataFrame, works: Works) -> list[pl.DataFrame]:
    """It begins, stands still, goes on, is planned anew, gets another manager, is completed, is closed."""
    steps = [
        rows.filter(pl.col(day).is_not_null()).select(
            "id", at=stamp(pl.col(day), salt), status=pl.lit(status), **{name: pl.col(day) for name in dated}
        )
        for salt, (day, status, dated) in enumerate(
            (
                ("begins_on", "in_progress", ("actual_start_on",)),
                ("suspended_on", "suspended", ()),
                ("resumed_on", "in_progress", ()),
                ("finished_on", "completed", ("actual_finish_on",)),
            ),
            start=1,
        )
    ]
    closed = rows.select(
        "id",
        at=stamp(pl.col("finished_on") + pl.duration(days=pl.col("id") % 40 + _CLOSED_DAYS), 5),
        status=pl.lit("closed"),
    )
    handed = works.managers.filter(pl.col("sequence") > 1).select(
        "id", at=stamp(pl.col("from_on"), 6), manager_id="employee_id"
    )
    anew = (
        works.baselines.filter(pl.col("number") == 2)
        .join(works.baseline_tasks, left_on="id", right_on="baseline_id")
        .group_by("project_id", maintain_order=True)
        .agg(
            pl.col("approved_on").first(),
            planned_finish_on=pl.col("ends_on").max(),
            budget=pl.col("budget_amount").sum(),
        )
        .rename({"project_id": "id"})
        .select("id", "planned_finish_on", "budget", at=stamp(pl.col("approved_on"), 7))
    )
    return [*steps, closed, handed, anew]


def _suspensions(rows: pl.DataFrame) -> pl.DataFrame:
    stood = rows.filter(pl.col("suspended_on").is_not_null()).sort("suspended_on", "id")
    return history(
        stood.select(
            "suspended_on",
            id=pl.int_range(1, pl.len() + 1),
            project_id="id",
            resumed_on=pl.lit(None, pl.Date),
            reason="cause",
            _resumed_on="resumed_on",
        ).with_columns(created_at=stamp(pl.col("suspended_on"), 2)),
        Change("_resumed_on", {"resumed_on": pl.col("_resumed_on")}),
    )
