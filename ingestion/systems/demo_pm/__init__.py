"""The demonstration group's project system (`ingestion.demo.group.pm`): what is landed, how changes are noticed."""

from ingestion.demo.group.pm.schema import TABLES
from ingestion.demo.manifests import manifest_tables
from ingestion.manifest import Manifest

MANIFEST = Manifest(
    kind="demo_pm",
    tables=manifest_tables(TABLES),
    provides=(
        "companies",
        "employees",
        "projects",
        "project_suspensions",
        "project_elements",
        "project_tasks",
        "task_dependencies",
        "project_baselines",
        "baseline_tasks",
        "progress_reports",
        "timesheet_entries",
        "project_milestones",
        "project_risks",
        "risk_reviews",
        "inspections",
    ),
)
