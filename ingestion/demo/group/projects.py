"""Projects: one for every contract of engineering, and for the larger ones of consulting."""

import numpy as np
import polars as pl

from ingestion.demo.group.contracts import of_projects
from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.picking import pick_people
from ingestion.demo.group.world import World, numbers


def make_projects(world: World, masters: Masters, deals: Deals) -> pl.DataFrame:
    """Projects in the order in which they begin.

    Returns:
        id, contract_id (of sale), company_id, customer_id, employee_id (who manages it), department_id, code
        (P-<year>-<number>), begins_on, ends_on (as agreed), finished_on (as it happened), budget_amount (cost at
        completion as planned, net, minor units).
    """
    random = world.random("projects")
    contracts = of_projects(masters, deals.contracts).sort("begins_on", "id")
    margin = random.uniform(0.08, 0.22, contracts.height)
    budget = np.rint(contracts["net_amount"].to_numpy() * (1 - margin) / 100).astype(np.int64) * 100
    year = contracts["begins_on"].dt.year()
    return (
        contracts.select(
            contract_id="id",
            company_id="company_id",
            customer_id="party_id",
            begins_on="begins_on",
            ends_on="ends_on",
            finished_on="finished_on",
            budget_amount=pl.Series(budget),
            code=pl.concat_str(
                pl.lit("P-"), year, pl.lit("-"), pl.int_range(1, pl.len() + 1).over(year).cast(pl.String).str.zfill(3)
            ),
        )
        .hstack(
            pick_people(
                random, masters, contracts["company_id"].to_numpy(), "delivery", numbers(contracts["begins_on"])
            )
        )
        .with_row_index("id", offset=1)
        .with_columns(pl.col("id").cast(pl.Int64))
    )
