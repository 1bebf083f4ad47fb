"""The settlement (结算) of what is built and subcontracted: what is submitted, and what the audit leaves."""

import numpy as np
import polars as pl

from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.world import MINOR_UNIT, World, dates


def make_settlements(world: World, masters: Masters, deals: Deals) -> pl.DataFrame:
    """One settlement of every such contract that is finished.

    Returns:
        id, contract_id, submitted_on, submitted_amount, audited_on, audited_amount (gross, minor units of the
        contract's currency): the audit leaves what the contract is worth with its approved changes, or a little less.
    """
    given, random = world.parameters["settlements"], world.random("settlements")
    builders = masters.companies.filter(pl.col("business") == "engineering").select(company_id="id")
    sales = deals.contracts.filter(pl.col("kind") == "sales").join(builders, on="company_id", how="semi")
    bought = deals.contracts.filter(pl.col("buying_kind") == "subcontract")
    approved = deals.changes.filter(pl.col("approved_on").is_not_null())
    changed = approved.group_by("contract_id").agg(_changed=(pl.col("net_amount") + pl.col("tax_amount")).sum())
    contracts = (
        pl.concat([sales, bought])
        .join(changed, left_on="id", right_on="contract_id", how="left", maintain_order="left")
        .sort("finished_on", "id")
    )
    count = contracts.height
    worth = (contracts["gross_amount"] + contracts["_changed"].fill_null(0)).to_numpy()
    cut = np.where(random.random(count) < given["cut"], random.uniform(given["cuts"][0], given["cuts"][1], count), 0.0)
    audited = np.where(cut > 0, np.rint(worth * (1 - cut) / MINOR_UNIT).astype(np.int64) * MINOR_UNIT, worth)
    above = random.uniform(given["submitted"][0], given["submitted"][1], count)
    submitted = np.maximum(np.rint(worth * (1 + above) / (100 * MINOR_UNIT)).astype(np.int64) * 100 * MINOR_UNIT, worth)
    finished = contracts["finished_on"].to_physical().to_numpy()
    first, last = given["submitted_days"]
    submitted_on = world.timeline.next_working((finished + random.integers(first, last, count)).astype(np.int32))
    first, last = given["audited_days"]
    audited_on = world.timeline.next_working((submitted_on + random.integers(first, last, count)).astype(np.int32))
    return pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "contract_id": contracts["id"],
            "submitted_on": dates(submitted_on),
            "submitted_amount": submitted,
            "audited_on": dates(audited_on),
            "audited_amount": audited,
        }
    )
