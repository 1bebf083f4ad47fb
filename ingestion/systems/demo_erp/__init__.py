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
        "products",
        "warehouses",
        "orders",
        "order_lines",
        "deliveries",
        "delivery_lines",
        "invoices",
        "invoice_lines",
        "stock_moves",
        "customers",
        "suppliers",
        "accounts",
        "exchange_rates",
        "open_items",
        "open_item_instalments",
        "open_item_effects",
        "ledger_entries",
        "bank_accounts",
        "bank_lines",
        "cash_documents",
        "bills",
        "bill_events",
        "credit_facilities",
        "loans",
        "loan_events",
        "guarantees",
        "guarantee_events",
        "fund_transfers",
        "advances",
        "budget_versions",
        "budget_lines",
        "budget_adjustments",
    ),
)
