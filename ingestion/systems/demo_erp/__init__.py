"""The demonstration group's ERP (`ingestion.demo.group.erp`): what is landed, how changes are noticed."""

from ingestion.demo.group.erp.schema import TABLES
from ingestion.demo.manifests import manifest_tables
from ingestion.manifest import Manifest

MANIFEST = Manifest(
    kind="demo_erp",
    tables=manifest_tables(TABLES),
    provides=(
        "companies",
        "departments",
        "employees",
        "authority_limits",
        "customers",
        "suppliers",
        "accounts",
        "exchange_rates",
        "open_items",
        "open_item_instalments",
        "open_item_effects",
        "ledger_entries",
    ),
)
