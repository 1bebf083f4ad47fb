"""Projects that drift, tasks that stick; and what is neutral: a reorganisation, a new baseline, holidays."""

from collections.abc import Callable
from datetime import date, timedelta

import polars as pl
import pytest

from ingestion.demo.faults.parameters import shipped
from tests.ingestion.faults.conftest import AS_OF, Planted, promised

CASES = ((0.02, 7), (0.02, 11), (0.1, 7), (0.1, 11))
FULL = (0.3, 7)
"""Large enough for all that happens to projects."""


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def group(request: pytest.FixtureRequest, planted: Callable[..., Planted]) -> Planted:
    return planted(*request.param)


@pytest.fixture(scope="module")
def full(planted: Callable[..., Planted]) -> Planted:
    return planted(*FULL)


def drifting(group: Planted) -> tuple[set[int], set[int]]:
    """Projects that are late, and those that are too dear, by what the systems hold on the day."""
    given = shipped()["project_drift"]
    baselines = group.rows("pm", "baseline", AS_OF).sort("number").unique("project_id", keep="last")
    plan = group.rows("pm", "baseline_task", AS_OF).join(
        baselines.select("project_id", baseline_id="id"), on="baseline_id"
    )
    plan = plan.group_by("project_id").agg(pl.col("planned_finish_on").max(), pl.col("budget_cost").sum())
    rows = group.rows("pm", "project", AS_OF).select("code", "actual_finish_on", project_id="id")
    rows = rows.join(plan, on="project_id")
    ended = pl.col("actual_finish_on").fill_null(AS_OF)
    late = rows.filter((ended - pl.col("planned_finish_on")).dt.total_days() > given["late_days"])
    erp = {name: group.rows("erp", name, AS_OF) for name in ("journal_line", "journal_entry", "account")}
    accounts = (
        erp["account"].filter(pl.col("account_class").is_in(["cost", "expense"])).select(pl.col("id").cast(pl.Int64))
    )
    lines = (
        erp["journal_line"]
        .drop_nulls("project_code")
        .select(
            pl.col("account_id", "entry_id").cast(pl.Int64),
            "amount_company",
            code=pl.col("project_code").cast(pl.String),
        )
    )
    posted = erp["journal_entry"].filter(pl.col("posting_date") <= AS_OF).select(entry_id="id")
    cost = lines.join(accounts, left_on="account_id", right_on="id").join(posted, on="entry_id")
    cost = cost.group_by("code").agg(pl.col("amount_company").sum())
    dear = rows.join(cost, on="code").filter(
        pl.col("amount_company") * 100 > pl.col("budget_cost") * (100 + given["over_share"])
    )
    return set(late["project_id"]), set(dear["project_id"])


def told(group: Planted, kind: str, *variants: str, is_fault: bool = True) -> set[int]:
    rows = group.told(kind).filter((pl.col("seen_on") <= AS_OF) & (pl.col("is_fault") == is_fault))
    return set(rows.filter(pl.col("variant").is_in(variants) if variants else pl.lit(True))["key"])


def test_drifting_projects_are_those_that_were_told(group: Planted) -> None:
    late, dear = drifting(group)
    assert late | dear == told(group, "project_drift")
    assert told(group, "project_drift", "late") <= late
    assert told(group, "project_drift", "over_cost") <= dear
    anew = told(group, "project_drift", "rebaselined", is_fault=False)
    counts = dict(group.rows("pm", "baseline", AS_OF).group_by("project_id").len().iter_rows())
    assert not anew & (late | dear) and all(counts[key] == 2 for key in anew)


def test_projects_that_are_enough_bear_all_variants(full: Planted) -> None:
    for variant in ("late", "over_cost", "rebaselined"):
        assert full.past("project_drift", variant) >= 1, variant
    late, dear = drifting(full)
    assert late | dear == told(full, "project_drift")
    for name in ("project", "task"):  # the plan is the last baseline's
        rows = full.rows("pm", name, AS_OF)
        assert (rows["planned_start_on"] <= rows["planned_finish_on"]).all()
    baselines = full.rows("pm", "baseline", AS_OF).sort("number").unique("project_id", keep="last")
    lines = full.rows("pm", "baseline_task", AS_OF).join(baselines.select(baseline_id="id"), on="baseline_id")
    both = full.rows("pm", "task", AS_OF).join(lines, left_on="id", right_on="task_id", suffix="_line")
    assert (both["planned_finish_on"] == both["planned_finish_on_line"]).all()
    assert (both["budget_cost"] == both["budget_cost_line"]).all()
    whole = lines.join(baselines.select("project_id", baseline_id="id"), on="baseline_id").group_by("project_id").agg(
        pl.col("budget_cost").sum(), pl.col("planned_finish_on").max()
    )  # fmt: skip
    projects = full.rows("pm", "project", AS_OF).join(whole, left_on="id", right_on="project_id", suffix="_tasks")
    assert (projects["budget"] == projects["budget_cost"]).all()


def stuck(group: Planted) -> pl.DataFrame:
    """Tasks with the longest run of equal high shares, in reports and days."""
    given = shipped()["stuck_at_ninety"]
    rows = group.rows("pm", "progress_report", AS_OF).sort("task_id", "reported_on")
    rows = rows.with_columns(run=pl.col("percent_complete").rle_id().over("task_id"))
    rows = rows.filter(pl.col("percent_complete").is_between(given["least_share"], 9999))
    runs = rows.group_by("task_id", "run").agg(
        pl.len(), days=(pl.col("reported_on").max() - pl.col("reported_on").min()).dt.total_days()
    )
    return runs.filter((pl.col("len") >= given["least_reports"]) & (pl.col("days") >= given["least_days"]))


@pytest.mark.parametrize("case", [*CASES, FULL], ids=str)
def test_tasks_that_stick_are_those_that_were_told(planted: Callable[..., Planted], case: tuple[float, int]) -> None:
    group = planted(*case)
    assert set(stuck(group)["task_id"]) == told(group, "stuck_at_ninety")
    for variant in ("ninety", "ninety_five"):
        assert group.past("stuck_at_ninety", variant) == promised("stuck_at_ninety", variant, group.scale)
    reports = group.rows("pm", "progress_report", AS_OF).sort("reported_on", "id")
    last = reports.group_by("task_id", maintain_order=True).agg(said=pl.col("percent_complete").last())
    tasks = group.rows("pm", "task", AS_OF).join(last, left_on="id", right_on="task_id")
    planted_ones = tasks.filter(pl.col("id").is_in(list(told(group, "stuck_at_ninety"))))
    assert (planted_ones["percent_complete"] == planted_ones["said"]).all()
    done = tasks.filter(pl.col("status") == "done")
    assert (done["percent_complete"] == 10_000).all()


def test_a_suspended_task_stands_for_as_long_as_its_project(planted: Callable[..., Planted]) -> None:
    changes = {"lookalikes": {"suspended": 40}, "from_scale": {"suspended": 0}}
    full = planted(0.02, 11, {"stuck_at_ninety": changes})  # of its one project, in 2027
    rows = full.told("stuck_at_ninety", "suspended")
    assert rows.height
    tasks = full.versions["pm"]["task"].select("project_id", key="id").unique()
    stops = (
        full.versions["pm"]["suspension"].drop_nulls("resumed_on").select("project_id", "suspended_on", "resumed_on")
    )
    for row in rows.join(tasks, on="key").join(stops, on="project_id").iter_rows(named=True):
        said = full.versions["pm"]["progress_report"].filter(pl.col("task_id") == row["key"]).sort("reported_on")
        before = said.filter(pl.col("reported_on") < row["suspended_on"])
        after = said.filter(pl.col("reported_on") >= row["resumed_on"])
        assert before["percent_complete"][-1] == after["percent_complete"][0] == 9000
        assert after["reported_on"][0] - before["reported_on"][-1] >= timedelta(days=28)


def test_what_is_neutral_is_there(group: Planted) -> None:
    departments = group.rows("erp", "department", AS_OF)
    assert departments["merged_into_id"].drop_nulls().len() == 2
    assert not departments.drop_nulls("merged_into_id")["is_active"].any()
    # the Chinese companies rest in the week of the Lunar New Year: of 170 weeks, it has not its share
    orders = group.rows("erp", "sales_order", AS_OF).filter(pl.col("company_id") < 6)
    weeks = [
        orders["order_date"].is_between(first, first + timedelta(days=4)).sum()
        for first in (date(2024, 2, 12), date(2025, 1, 29), date(2026, 2, 17))
    ]
    assert sum(weeks) <= orders.height * 3 / 170 / 3


def test_a_project_is_planned_anew_rightly(full: Planted) -> None:
    assert full.rows("pm", "baseline", AS_OF).filter(pl.col("number") == 2).height
