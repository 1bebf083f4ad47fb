"""The demonstration group's OA (`ingestion.demo.group.oa`): what is landed, how changes are noticed."""

from ingestion.demo.group.oa.schema import TABLES
from ingestion.demo.manifests import manifest_tables
from ingestion.manifest import Manifest

MANIFEST = Manifest(
    kind="demo_oa",
    tables=manifest_tables(TABLES),
    provides=(
        *("companies", "departments", "employees", "master_versions", "authority_limits", "delegations"),
        *("approval_requests", "approval_steps", "approval_process_nodes"),
        *("contracts", "contract_lines", "contract_milestones", "contract_changes", "contract_settlements"),
        *("purchase_requests", "tenders", "bids", "supplier_evaluations", "supplier_evaluation_scores"),
        *("travel_requests", "expense_claims", "expense_claim_lines", "expense_policies"),
        *("fund_plans", "fund_plan_revisions", "fund_plan_lines", "payment_requests"),
    ),
)
