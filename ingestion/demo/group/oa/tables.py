"""What the OA holds, as versions of its rows."""

import polars as pl

from ingestion.demo.group.approvals import Approvals
from ingestion.demo.group.deals import Deals
from ingestion.demo.group.fund_plans import FundPlans
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.oa.common import OFFSETS
from ingestion.demo.group.oa.contract_tables import contract_tables
from ingestion.demo.group.oa.organisation_tables import organisation_tables
from ingestion.demo.group.oa.people_tables import make_drafts, people_tables
from ingestion.demo.group.oa.plan_tables import plan_tables
from ingestion.demo.group.oa.request_tables import request_tables
from ingestion.demo.group.oa.schema import TABLES
from ingestion.demo.group.oa.tender_tables import tender_tables
from ingestion.demo.group.people import People
from ingestion.demo.group.replay import fitted
from ingestion.demo.group.tenders import Tenders
from ingestion.demo.group.world import World


def make_oa_tables(
    world: World,
    masters: Masters,
    deals: Deals,
    milestones: pl.DataFrame,
    projects: pl.DataFrame,
    people: People,
    tenders: Tenders,
    fund_plans: FundPlans,
    approvals: Approvals,
    *,
    orders: pl.DataFrame | None = None,
    payments: pl.DataFrame | None = None,
    adjustments: pl.DataFrame | None = None,
) -> dict[str, pl.DataFrame]:
    """Every table of `schema.TABLES`: its columns, `_from` and `_until`.

    Args:
        world: its days and random numbers.
        masters: who is who.
        deals: contracts and changes.
        milestones: of contracts.
        projects: whose codes people type.
        people: travels and claims.
        tenders: tenders, bids, evaluations.
        fund_plans: of every month.
        approvals: made with the same orders, payments and adjustments.
        orders: see make_approvals; and number.
        payments: see make_approvals; and supplier_id, contract_id (null: none), reference (the ERP's; null: none),
            paid_on.
        adjustments: see make_approvals; and reason.
    """
    drafts = make_drafts(world, people, approvals)
    versions = {
        **organisation_tables(world, masters, approvals),
        **request_tables(world, masters, approvals, drafts),
        **tender_tables(world, masters, tenders, approvals, orders),
        **contract_tables(world, masters, deals, milestones, projects, tenders, approvals),
        **plan_tables(world, masters, deals, fund_plans, approvals, payments, adjustments),
        **people_tables(world, masters, projects, people, approvals, drafts),
    }
    # what happens on the day of the entry is not stamped before it
    return {
        table.name: fitted(
            world,
            table,
            versions[table.name].with_columns(updated_at=pl.max_horizontal("updated_at", "created_at")),
            OFFSETS,
        )
        for table in TABLES
    }
