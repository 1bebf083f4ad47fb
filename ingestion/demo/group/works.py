"""How projects are planned and carried out: structure, baselines, tasks, progress, hours, risks, inspections."""

from dataclasses import dataclass

import polars as pl

from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.staffing import keepers
from ingestion.demo.group.works_baselines import make_baselines, make_dependencies
from ingestion.demo.group.works_control import make_inspections, make_project_milestones, make_risks
from ingestion.demo.group.works_course import make_courses
from ingestion.demo.group.works_hours import make_timesheets
from ingestion.demo.group.works_plan import make_plan
from ingestion.demo.group.works_progress import make_reports
from ingestion.demo.group.world import World

_TAKE_OVER = (0, 8)  # working days until a project has a manager again


@dataclass(frozen=True)
class Works:
    """Keys are whole numbers from 1, days are Date, costs whole minor units of the contract's currency, net.

    Only projects that begin while the timeline lasts are there, and only what is done until then.

    Attributes:
        courses: project_id, entered_on (into the system, before it begins), slip_days, cause (of the slip; null: none),
            suspended_on, resumed_on (null: never), rebaselined_on (null: never), rebaseline_reason, budget_delta (cost
            by which the second baseline differs).
        managers: id (of the project), sequence, employee_id, from_on.
        elements: id, project_id, parent_id (null: at the top), code ("2.1.3"), name, level (1–3).
        tasks: id, project_id, element_id, sequence (in the project, by planned start), name, is_inspected,
            budget_amount, starts_on, ends_on (as first planned), began_on, finished_on (as it happened), cause (of a
            late finish, else null), employee_id, gone_on (null; else a draft, without budget and baseline, deleted),
            share_from, share_until (of the project's planned time).
        dependencies: id, task_id, predecessor_id, kind (FS, SS).
        baselines: id, project_id, number (1, 2), approved_on, reason.
        baseline_tasks: id, baseline_id, task_id, starts_on, ends_on, budget_amount.
        reports: id, task_id, reported_on, progress (share), remaining_days, employee_id, is_correction, is_first,
            is_last.
        timesheets: id, employee_id, task_id, week_on (Monday), hours (thousandths).
        milestones: id, project_id, sequence (the contract milestone's), name, planned_on, happened_on.
        risks: id, project_id, kind, title, employee_id, raised_on.
        risk_reviews: id, risk_id, sequence (1: when it was raised), reviewed_on, probability (share), impact_amount,
            status (open, mitigated, occurred, closed).
        inspections: id, task_id, sequence, planned_on, inspected_on, is_passed, defect_count, employee_id,
            previous_id (the failed one that it repeats).
    """

    courses: pl.DataFrame
    managers: pl.DataFrame
    elements: pl.DataFrame
    tasks: pl.DataFrame
    dependencies: pl.DataFrame
    baselines: pl.DataFrame
    baseline_tasks: pl.DataFrame
    reports: pl.DataFrame
    timesheets: pl.DataFrame
    milestones: pl.DataFrame
    risks: pl.DataFrame
    risk_reviews: pl.DataFrame
    inspections: pl.DataFrame


def make_works(world: World, masters: Masters, deals: Deals, milestones: pl.DataFrame, projects: pl.DataFrame) -> Works:
    """Everything that a project system knows of the projects which begin while the timeline lasts."""
    begun = projects.filter(pl.col("begins_on").to_physical() <= world.timeline.last)
    courses = make_courses(world, deals, begun)
    managers = keepers(
        world,
        world.random("project managers"),
        masters,
        "delivery",
        begun.select(
            "id",
            "company_id",
            "employee_id",
            group_id="id",
            from_on=courses["entered_on"],
            until_on=pl.col("finished_on") + pl.duration(days=90),
        ),
        _TAKE_OVER,
    )
    elements, tasks = make_plan(world, masters, begun, courses)
    baselines, baseline_tasks = make_baselines(world, begun, courses, tasks)
    reports = make_reports(world, masters, begun, courses, tasks, managers)
    risks, risk_reviews = make_risks(world, masters, begun)
    return Works(
        courses,
        managers,
        elements,
        tasks,
        make_dependencies(tasks, elements),
        baselines,
        baseline_tasks,
        reports,
        make_timesheets(world, masters, begun, courses, tasks),
        make_project_milestones(begun, milestones),
        risks,
        risk_reviews,
        make_inspections(world, masters, begun, tasks),
    )
