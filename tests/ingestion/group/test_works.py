"""The project system: plans that add up, progress that ends when the contract says, hours of people who are there."""

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ingestion.demo.group.pm.schema import TABLES
from ingestion.demo.group.pm.tables import make_pm_tables
from ingestion.demo.group.staffing import employed
from ingestion.demo.group.versions import on_day
from ingestion.demo.group.works import Works, make_works
from ingestion.demo.group.world import numbers
from tests.ingestion.group.systems import (
    CASES,
    Ground,
    assert_days,
    assert_fills,
    assert_moves,
    assert_versions,
    days_of,
    ground,
)

# the last so large that some of its projects stand still
WORKS = (*CASES, ("2026-11-21", 7, 0.5))


@cache
def made(case: tuple[str, int, float]) -> tuple[Ground, Works, dict[str, pl.DataFrame]]:
    base = ground(*case)
    works = make_works(base.world, base.masters, base.deals, base.milestones, base.projects)
    versions = make_pm_tables(base.world, base.masters, base.deals, base.milestones, base.projects, works)
    return base, works, versions


every = pytest.mark.parametrize("case", WORKS, ids=["7", "11", "large"])


@every
def test_tables_hold_together_on_every_day(case: tuple[str, int, float], tmp_path: Path) -> None:
    base, works, versions = made(case)
    tables = TABLES if works.courses["suspended_on"].count() else [one for one in TABLES if one.name != "suspension"]
    held = {table.name: versions[table.name] for table in tables}
    assert_versions(tables, held)
    assert_days(tables, held, days_of(base.world))
    assert_fills(tables, held, base.world.timeline.anchor, tmp_path)
    assert_moves(held, base.world.timeline.anchor, (1, 7, 40))


def test_the_same_arguments_make_the_same_tables() -> None:
    base, _, versions = made(CASES[0])
    works = make_works(base.world, base.masters, base.deals, base.milestones, base.projects)
    again = make_pm_tables(base.world, base.masters, base.deals, base.milestones, base.projects, works)
    assert all(versions[name].equals(again[name]) for name in versions)


@every
def test_tasks_add_up_to_their_project(case: tuple[str, int, float]) -> None:
    base, works, _ = made(case)
    tasks = works.tasks.filter(pl.col("gone_on").is_null())
    whole = (
        tasks.group_by("project_id")
        .agg(
            pl.col("budget_amount").sum(),
            pl.col("starts_on", "began_on").min(),
            pl.col("ends_on").max(),
            done_on=pl.col("finished_on").max(),
            count=pl.len(),
        )
        .join(base.projects, left_on="project_id", right_on="id", suffix="_agreed")
    )
    assert whole.height == works.courses.height > 0
    assert (whole["budget_amount"] == whole["budget_amount_agreed"]).all()
    assert (tasks["budget_amount"] > 0).all()
    assert (whole["starts_on"] == whole["begins_on"]).all()
    assert (whole["ends_on"] == whole["ends_on_agreed"]).all()
    assert (whole["began_on"] == whole["begins_on"]).all()
    assert (whole["done_on"] == whole["finished_on"]).all()
    assert 12 <= whole["count"].min() <= whole["count"].max() <= 200
    assert (tasks["starts_on"] <= tasks["ends_on"]).all()
    assert (tasks["began_on"] <= tasks["finished_on"]).all()
    late = (tasks["finished_on"] - tasks["ends_on"]).dt.total_days() > 7
    assert (late == tasks["cause"].is_not_null()).all()


@every
def test_the_structure_is_a_tree(case: tuple[str, int, float]) -> None:
    _, works, _ = made(case)
    elements = works.elements
    above = elements.filter(pl.col("parent_id").is_not_null()).join(
        elements, left_on="parent_id", right_on="id", suffix="_above"
    )
    assert above.height == elements.filter(pl.col("level") > 1).height
    assert (above["level"] == above["level_above"] + 1).all()
    assert (above["project_id"] == above["project_id_above"]).all()
    assert above.select(pl.col("code").str.starts_with(pl.col("code_above") + ".")).to_series().all()
    assert elements.select("project_id", "code").is_unique().all()
    parents = set(elements["parent_id"].drop_nulls())
    assert not parents & set(works.tasks["element_id"])


@every
def test_nothing_waits_for_itself(case: tuple[str, int, float]) -> None:
    _, works, _ = made(case)
    tasks = works.tasks.select("id", "project_id", "sequence", "starts_on", "ends_on", "began_on", "finished_on")
    pairs = works.dependencies.join(tasks, left_on="task_id", right_on="id").join(
        tasks, left_on="predecessor_id", right_on="id", suffix="_before"
    )
    assert pairs.height == works.dependencies.height
    assert (pairs["project_id"] == pairs["project_id_before"]).all()
    assert (pairs["sequence_before"] < pairs["sequence"]).all()
    finish = pairs.filter(pl.col("kind") == "FS")
    assert (finish["ends_on_before"] <= finish["starts_on"]).all()
    assert finish.height > 0.9 * pairs.height
    # now and then work begins before what it waits for is done
    assert (finish["finished_on_before"] > finish["began_on"]).to_numpy().mean() < 0.1


@every
def test_baselines(case: tuple[str, int, float]) -> None:
    base, works, versions = made(case)
    lines = works.baseline_tasks.join(works.baselines, left_on="baseline_id", right_on="id", suffix="_baseline")
    sums = lines.group_by("project_id", "number").agg(pl.col("budget_amount").sum(), pl.len())
    both = sums.join(base.projects, left_on="project_id", right_on="id", suffix="_agreed")
    first = both.filter(pl.col("number") == 1)
    assert (first["budget_amount"] == first["budget_amount_agreed"]).all()
    assert (lines["budget_amount"] > 0).all()
    assert (lines["starts_on"] <= lines["ends_on"]).all()
    counts = both.group_by("project_id").agg(pl.col("len").n_unique())
    assert counts["len"].to_list() == [1] * counts.height
    again = works.courses.filter(pl.col("rebaselined_on").is_not_null())
    assert works.baselines.filter(pl.col("number") == 2).height == again.height
    # what was done when a project was planned anew stays as it was
    done = (
        lines.filter(pl.col("number") == 2)
        .join(works.tasks, left_on="task_id", right_on="id", suffix="_task")
        .filter(pl.col("finished_on") < pl.col("approved_on"))
    )
    assert (done["budget_amount"] == done["budget_amount_task"]).all()
    assert (done["ends_on"] == done["ends_on_task"]).all()
    # a task of the system is as the last approved baseline has it
    day = base.world.timeline.anchor
    held, plan, planned = (on_day(versions[name], pl.lit(day)) for name in ("task", "baseline", "baseline_task"))
    newest = planned.join(plan, left_on="baseline_id", right_on="id").sort("number").group_by("task_id").last()
    same = held.join(newest, left_on="id", right_on="task_id", suffix="_baseline")
    assert (same["budget_cost"] == same["budget_cost_baseline"]).all()
    assert (same["planned_finish_on"] == same["planned_finish_on_baseline"]).all()


@every
def test_progress_rises_to_the_whole(case: tuple[str, int, float]) -> None:
    base, works, _ = made(case)
    reports = works.reports.sort("task_id", "reported_on").join(
        works.tasks.select("project_id", "began_on", "finished_on", task_id="id"), on="task_id"
    )
    assert reports.select("task_id", "reported_on").is_unique().all()
    rises = reports.select(pl.col("progress") - pl.col("progress").shift(1).over("task_id")).to_series().fill_null(0)
    assert ((rises < 0) == reports["is_correction"]).all()
    assert 0 < reports["is_correction"].to_numpy().mean() < 0.03
    assert ((reports["progress"] == 10_000) == reports["is_last"]).all()
    assert (reports.filter("is_last")["remaining_days"] == 0).all()
    assert (reports["reported_on"] >= reports["began_on"]).all()
    assert (reports.filter("is_last")["reported_on"] >= reports.filter("is_last")["finished_on"]).all()
    assert (reports["reported_on"].dt.weekday() <= 5).all()
    assert employed(base.masters, reports["employee_id"].to_numpy(), numbers(reports["reported_on"])).all()
    stood = reports.join(works.courses, on="project_id").filter(
        pl.col("reported_on").is_between("suspended_on", "resumed_on", closed="left")
    )
    assert stood["is_last"].all()


@every
def test_hours_are_those_of_people_at_work(case: tuple[str, int, float]) -> None:
    base, works, _ = made(case)
    hours = works.timesheets
    assert hours.select("employee_id", "task_id", "week_on").is_unique().all()
    assert (hours["week_on"].dt.weekday() == 1).all()
    for offset in (0, 6):
        assert employed(
            base.masters, hours["employee_id"].to_numpy(), numbers(hours["week_on"]) + np.int32(offset)
        ).all()
    week = hours.group_by("employee_id", "week_on").agg(pl.col("hours").sum())["hours"].to_numpy() / 1000
    assert 25 < week.mean() < 42
    assert week.max() <= 60
    tasks = hours.join(works.tasks, left_on="task_id", right_on="id")
    assert (tasks["began_on"] <= tasks["week_on"].dt.offset_by("6d")).all()
    assert (tasks["finished_on"] >= tasks["week_on"]).all()
    company = tasks.join(base.projects.select("company_id", project_id="id"), on="project_id").join(
        base.masters.employees.select("company_id", employee_id="id"), on="employee_id", suffix="_of"
    )
    assert (company["company_id"] == company["company_id_of"]).all()


@every
def test_inspections_repeat_what_failed(case: tuple[str, int, float]) -> None:
    _, works, _ = made(case)
    inspections = works.inspections
    again = inspections.filter(pl.col("previous_id").is_not_null()).join(
        inspections, left_on="previous_id", right_on="id", suffix="_before"
    )
    assert again.height == (~inspections["is_passed"]).sum() > 0
    assert not again["is_passed_before"].any()
    assert (again["inspected_on_before"] < again["planned_on"]).all()
    assert (again["task_id"] == again["task_id_before"]).all()
    assert (inspections["planned_on"] <= inspections["inspected_on"]).all()
    assert (inspections.filter(~pl.col("is_passed"))["defect_count"] > 0).all()


@every
def test_milestones_are_those_of_the_contract(case: tuple[str, int, float]) -> None:
    base, works, versions = made(case)
    contract = works.milestones.join(base.projects.select("contract_id", project_id="id"), on="project_id").join(
        base.milestones, on=["contract_id", "sequence"], suffix="_contract"
    )
    assert contract.height == works.milestones.height > 0
    assert (contract["happened_on"] == contract["happened_on_contract"]).all()
    held = on_day(versions["milestone"], pl.lit(base.world.timeline.anchor))
    assert (held["reached_on"].drop_nulls() <= base.world.timeline.anchor).all()


@every
def test_risks_are_as_last_reviewed(case: tuple[str, int, float]) -> None:
    base, works, versions = made(case)
    reviews = works.risk_reviews.sort("risk_id", "sequence")
    assert set(reviews.filter(pl.col("sequence") == 1)["status"]) == {"open"}
    held = on_day(versions["risk"], pl.lit(base.world.timeline.end))
    last = reviews.filter(pl.col("reviewed_on") <= base.world.timeline.end).group_by("risk_id").last()
    same = held.join(last, left_on="id", right_on="risk_id", suffix="_review")
    assert same.height == held.height
    assert (same["status"] == same["status_review"]).all()
    assert (same["probability"] == same["probability_review"]).all()


@every
def test_earned_value_can_be_computed(case: tuple[str, int, float]) -> None:
    base, _, versions = made(case)
    day = base.world.timeline.anchor
    plan, lines, reports, projects = (
        on_day(versions[name], pl.lit(day)) for name in ("baseline", "baseline_task", "progress_report", "project")
    )
    current = lines.join(plan.sort("number").group_by("project_id").last(), left_on="baseline_id", right_on="id")
    said = reports.sort("reported_on").group_by("task_id").agg(pl.col("percent_complete").last())
    length = (pl.col("planned_finish_on") - pl.col("planned_start_on")).dt.total_days() + 1
    gone = (pl.lit(day) - pl.col("planned_start_on")).dt.total_days() + 1
    values = (
        current.join(said, on="task_id", how="left")
        .with_columns(
            earned=pl.col("budget_cost") * pl.col("percent_complete").fill_null(0) / 10_000,
            planned=pl.col("budget_cost") * (gone / length).clip(0, 1),
        )
        .group_by("project_id")
        .agg(pl.col("earned", "planned", "budget_cost").sum())
        .join(projects, left_on="project_id", right_on="id")
    )
    ended = values.filter(pl.col("status") == "closed")
    assert (ended["earned"] / ended["budget_cost"] > 0.999).all()
    in_work = values.filter((pl.col("status") == "in_progress") & (pl.col("planned") > 0))
    index = in_work["earned"].sum() / in_work["planned"].sum()
    assert 0.6 < index < 1.2


def test_few_projects_stand_still_and_some_are_planned_anew() -> None:
    _, works, versions = made(WORKS[-1])
    courses = works.courses
    assert 0 < courses["suspended_on"].count() < 0.3 * courses.height
    assert 0 < courses["rebaselined_on"].count() < 0.6 * courses.height
    assert (courses["entered_on"] <= courses["begins_on"]).all()
    assert "suspended" in versions["project"]["status"].to_list()
    stood = versions["suspension"].filter(pl.col("resumed_on").is_not_null())
    assert (stood["suspended_on"] < stood["resumed_on"]).all()


def test_drafts_are_deleted_and_leave_nothing_behind() -> None:
    base, works, versions = made(WORKS[-1])
    drafts = works.tasks.filter(pl.col("gone_on").is_not_null())
    assert drafts.height > 0
    for rows, name in (
        (works.reports, "task_id"),
        (works.dependencies, "predecessor_id"),
        (works.baseline_tasks, "task_id"),
    ):
        assert not set(rows[name]) & set(drafts["id"])
    final = on_day(versions["task"], pl.lit(base.world.timeline.end))
    assert (versions["task"]["id"].n_unique() - final.height) > 0


def test_a_group_with_hardly_a_project() -> None:
    base, works, versions = made(("2026-11-21", 4, 0.02))
    assert works.courses.height >= 1
    assert_days(TABLES, versions, days_of(base.world))
