"""What goes wrong with projects and sales, books and parties: which planters stand at which seam."""

from collections.abc import Callable

from ingestion.demo.faults.accounts import plant_duplicate_accounts, plant_party_differences
from ingestion.demo.faults.control import plant_control_difference
from ingestion.demo.faults.customers import plant_orphaned_customers
from ingestion.demo.faults.documents import plant_back_dated, plant_unposted, rename_in_requests
from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.parties import name_strangers_alike, plant_duplicate_parties
from ingestion.demo.faults.projects import leave_project_costs, plant_project_drift
from ingestion.demo.faults.sales import plant_stalled_opportunities
from ingestion.demo.faults.stock import plant_dead_stock
from ingestion.demo.faults.tasks import plant_stuck_tasks
from ingestion.demo.group.parts import Chains

Planter = Callable[[Ground], None]
IN_CHAINS: tuple[Callable[[Ground, Chains], Chains], ...] = (name_strangers_alike,)
IN_ERP: tuple[Planter, ...] = (plant_control_difference, plant_back_dated, plant_unposted, plant_dead_stock)
LAST_IN_ERP: tuple[Planter, ...] = (plant_duplicate_parties, leave_project_costs)
IN_OA: tuple[Planter, ...] = (rename_in_requests,)
IN_CRM: tuple[Planter, ...] = (
    plant_orphaned_customers,
    plant_stalled_opportunities,
    plant_duplicate_accounts,
    plant_party_differences,
)
IN_PM: tuple[Planter, ...] = (plant_project_drift, plant_stuck_tasks)
