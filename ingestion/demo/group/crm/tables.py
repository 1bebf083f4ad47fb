"""What the CRM holds, as versions of its rows."""

import polars as pl

from ingestion.demo.group.crm.cases import case_tables
from ingestion.demo.group.crm.parties import party_tables
from ingestion.demo.group.crm.sales import sales_tables
from ingestion.demo.group.crm.schema import TABLES
from ingestion.demo.group.customers_care import Care
from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.replay import fitted
from ingestion.demo.group.world import World

_OFFSETS = {"crm_user": 1000, "account": 100, "contact": 300, "opportunity": 20_000, "lead": 7000, "service_case": 400}


def make_crm_tables(world: World, masters: Masters, deals: Deals, care: Care) -> dict[str, pl.DataFrame]:
    """Every table of `schema.TABLES`: its columns, `_from` and `_until`."""
    parties = party_tables(world, masters, care)
    versions = {
        **parties,
        **sales_tables(world, masters, deals, care, parties),
        **case_tables(world, masters, deals, care, parties["account"]),
    }
    return {table.name: fitted(world, table, versions[table.name], _OFFSETS) for table in TABLES}
