"""What goes wrong with projects and sales, books and parties: which planters stand at which seam."""

from collections.abc import Callable

from ingestion.demo.faults.control import plant_control_difference
from ingestion.demo.faults.customers import plant_orphaned_customers
from ingestion.demo.faults.documents import plant_back_dated, plant_unposted, rename_in_requests
from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.sales import plant_stalled_opportunities
from ingestion.demo.faults.stock import plant_dead_stock

Planter = Callable[[Ground], None]
IN_ERP: tuple[Planter, ...] = (plant_control_difference, plant_back_dated, plant_unposted, plant_dead_stock)
IN_OA: tuple[Planter, ...] = (rename_in_requests,)
IN_CRM: tuple[Planter, ...] = (plant_orphaned_customers, plant_stalled_opportunities)
IN_PM: tuple[Planter, ...] = ()
