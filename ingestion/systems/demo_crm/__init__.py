"""The demonstration group's CRM (`ingestion.demo.group.crm`): what is landed, how changes are noticed."""

from ingestion.demo.group.crm.schema import TABLES
from ingestion.demo.manifests import manifest_tables
from ingestion.manifest import Manifest

MANIFEST = Manifest(
    kind="demo_crm",
    tables=manifest_tables(TABLES),
    provides=(
        "companies",
        "employees",
        "campaigns",
        "sales_accounts",
        "leads",
        "opportunities",
        "opportunity_stage_changes",
        "sales_handovers",
        "quotes",
        "sales_activities",
        "service_cases",
        "service_case_events",
    ),
)
