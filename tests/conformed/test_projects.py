"""What the project system says, as conformed: nothing is lost, totals are those of the source, plans tie."""

import pytest

from tests.conformed.conftest import Warehouse

# entity, the table from which it comes
ENTITIES = (
    ("projects", "project"),
    ("project_suspensions", "suspension"),
    ("project_elements", "wbs_element"),
    ("project_tasks", "task"),
    ("task_dependencies", "task_dependency"),
    ("project_baselines", "baseline"),
    ("baseline_tasks", "baseline_task"),
    ("progress_reports", "progress_report"),
    ("timesheet_entries", "timesheet"),
    ("project_milestones", "milestone"),
    ("project_risks", "risk"),
    ("risk_reviews", "risk_review"),
    ("inspections", "inspection"),
)
# entity, column, the entity whose key stands there, and its key
REFERENCES = (
    ("projects", "manager_employee_key", "employees", "employee_key"),
    ("project_elements", "project_key", "projects", "project_key"),
    ("project_elements", "parent_project_element_key", "project_elements", "project_element_key"),
    ("project_tasks", "project_key", "projects", "project_key"),
    ("project_tasks", "project_element_key", "project_elements", "project_element_key"),
    ("project_tasks", "assignee_employee_key", "employees", "employee_key"),
    ("task_dependencies", "project_task_key", "project_tasks", "project_task_key"),
    ("task_dependencies", "predecessor_project_task_key", "project_tasks", "project_task_key"),
    ("project_baselines", "project_key", "projects", "project_key"),
    ("baseline_tasks", "project_baseline_key", "project_baselines", "project_baseline_key"),
    ("baseline_tasks", "project_task_key", "project_tasks", "project_task_key"),
    ("progress_reports", "project_task_key", "project_tasks", "project_task_key"),
    ("progress_reports", "employee_key", "employees", "employee_key"),
    ("timesheet_entries", "project_task_key", "project_tasks", "project_task_key"),
    ("timesheet_entries", "employee_key", "employees", "employee_key"),
    ("project_milestones", "project_key", "projects", "project_key"),
    ("project_risks", "project_key", "projects", "project_key"),
    ("project_risks", "owner_employee_key", "employees", "employee_key"),
    ("risk_reviews", "project_risk_key", "project_risks", "project_risk_key"),
    ("inspections", "project_task_key", "project_tasks", "project_task_key"),
    ("inspections", "previous_inspection_key", "inspections", "inspection_key"),
    ("inspections", "inspector_employee_key", "employees", "employee_key"),
)


@pytest.mark.parametrize(("entity", "table"), ENTITIES)
def test_every_row_is_there_and_has_its_project_and_company(warehouse: Warehouse, entity: str, table: str) -> None:
    found = warehouse.rows(f"select source_key::bigint from conformed.{entity} where source_table = '{table}'")
    assert found == warehouse.source_rows("pm", f"select id from {table}")
    assert not warehouse.rows(f"select source_key from conformed.{entity} where company_key is null")
    assert not warehouse.rows(
        f"select source_key from conformed.{entity} as one anti join conformed.projects using (project_key)"
    )


@pytest.mark.parametrize(("entity", "column", "parent", "key"), REFERENCES)
def test_references_resolve(warehouse: Warehouse, entity: str, column: str, parent: str, key: str) -> None:
    stated, lost = warehouse.references(f"conformed.{entity}", column, f"conformed.{parent}", key)
    assert stated, "nothing is referred to"
    assert not lost


def test_plans_add_up_by_project(warehouse: Warehouse) -> None:
    assert warehouse.rows(
        "select project_code, project_baselines.baseline_number, count(*), "
        "(sum(baseline_tasks.budget_amount) * 100)::bigint, "
        "min(baseline_tasks.planned_start_date)::varchar, max(baseline_tasks.planned_finish_date)::varchar "
        "from conformed.baseline_tasks join conformed.project_baselines using (project_baseline_key) "
        "join conformed.projects on projects.project_key = project_baselines.project_key group by all"
    ) == warehouse.source_rows(
        "pm",
        "select code, number, count(*), sum(cast(replace(budget_cost, '.', '') as integer)), min(l.planned_start_on), "
        "max(l.planned_finish_on) from baseline_task as l join baseline on baseline_id = baseline.id "
        "join project on project_id = project.id group by 1, 2",
    )


def test_a_project_may_cost_what_its_newest_baseline_says(warehouse: Warehouse) -> None:
    wrong = warehouse.rows(
        "with newest as (select project_key, arg_max(project_baseline_key, baseline_number) as project_baseline_key "
        "from conformed.project_baselines group by project_key) "
        "select project_key from newest join conformed.projects using (project_key) "
        "join conformed.baseline_tasks using (project_baseline_key) "
        "group by projects.project_key, newest.project_key, projects.budget_amount "
        "having sum(baseline_tasks.budget_amount) <> projects.budget_amount"
    )
    assert not wrong


def test_a_task_stands_where_its_last_report_says(warehouse: Warehouse) -> None:
    assert not warehouse.rows(
        "select project_task_key from conformed.project_tasks left join conformed.progress_reports as reports "
        "using (project_task_key) where coalesce(reports.is_last, true) "
        "and coalesce(reports.complete_pct, 0) <> project_tasks.complete_pct"
    )


def test_what_is_taken_back_is_what_reporters_corrected(warehouse: Warehouse) -> None:
    found = warehouse.rows("select source_key::bigint from conformed.progress_reports where is_setback")
    assert found == warehouse.source_rows("pm", "select id from progress_report where remark is not null")
    assert found


def test_hours_add_up_by_person_and_month(warehouse: Warehouse) -> None:
    assert warehouse.rows(
        "select employee_key, strftime(work_start_date, '%Y-%m'), (sum(work_hours) * 1000)::bigint, "
        "max(work_end_date)::varchar from conformed.timesheet_entries group by all"
    ) == warehouse.source_rows(
        "pm",
        "select 'pm|' || user_id, substr(week_starts_on, 1, 7), sum(cast(replace(hours, '.', '') as integer)), "
        "date(max(week_starts_on), '+6 days') from timesheet group by 1, 2",
    )


def test_risks_add_up_by_status_and_stand_as_last_reviewed(warehouse: Warehouse) -> None:
    assert warehouse.rows(
        "select risk_status, count(*), (sum(impact_amount) * 100)::bigint, (sum(probability_pct) * 10000)::bigint "
        "from conformed.project_risks group by all"
    ) == warehouse.source_rows(
        "pm",
        "select status, count(*), sum(cast(replace(impact_amount, '.', '') as integer)), "
        "sum(cast(replace(probability, '.', '') as integer)) from risk group by 1",
    )
    assert not warehouse.rows(
        "select project_risk_key from conformed.project_risks join conformed.risk_reviews using (project_risk_key) "
        "group by project_risk_key, project_risks.risk_status "
        "having arg_max(risk_reviews.risk_status, reviewed_date) <> project_risks.risk_status"
    )


def test_only_inspections_that_took_place_count_defects(warehouse: Warehouse) -> None:
    assert warehouse.rows(
        "select inspection_result, count(inspected_date), count(defect_count), sum(defect_count)::bigint "
        "from conformed.inspections group by all"
    ) == warehouse.source_rows(
        "pm",
        "select result, count(inspected_on), count(inspected_on), "
        "case when result <> 'pending' then sum(defect_count) end from inspection group by 1",
    )
