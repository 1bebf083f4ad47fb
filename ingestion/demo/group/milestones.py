"""What contracts promise and when: advances, stages, deliveries, acceptance, periods, retention."""

import numpy as np
import polars as pl

from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.repeating import repeated, spread, uneven
from ingestion.demo.group.world import SHARE_UNIT, Ints, World, dates

# Kind of milestone between advance and retention, and days between two of them, by business or by what is bought.
_STAGES = {
    "engineering": ("progress", 61),
    "equipment": ("delivery", 70),
    "consulting": ("progress", 90),
    "property": ("period", 30),
    "overseas": ("delivery", 60),
    "subcontract": ("progress", 45),
    "service": ("period", 60),
}
_MOST_STAGES = 36


def make_milestones(world: World, masters: Masters, deals: Deals) -> pl.DataFrame:
    """Milestones of every contract that is not a frame for orders (trading, and bought material, have none).

    Returns:
        id, contract_id, sequence (from 1), kind (advance, progress, delivery, period, acceptance, retention),
        planned_on, happened_on (Date; some lie behind the timeline's end), gross_amount (minor units of the contract's
        currency; they add up to what was signed). A retention's day is the end of the warranty.
    """
    random = world.random("milestones")
    business = masters.companies["business"].to_numpy()
    contracts = deals.contracts.with_columns(
        pl.coalesce("buying_kind", pl.Series(business[deals.contracts["company_id"].to_numpy() - 1])).alias(
            "_business"
        ),
    ).filter(~pl.col("_business").is_in(["trading", "material"]))
    kinds = contracts["_business"].to_list()
    begins, ends, finished = (
        contracts[day].to_physical().to_numpy().astype(np.int64) for day in ("begins_on", "ends_on", "finished_on")
    )
    every = np.array([_STAGES.get(kind, ("delivery", 60))[1] for kind in kinds])
    stages = np.clip(np.rint((ends - begins) / every), 1, _MOST_STAGES).astype(np.int64)
    gross, signed = contracts["gross_amount"].to_numpy(), contracts["signed_on"].to_physical().to_numpy()
    advance, retention = (gross * contracts[share].to_numpy() // SHARE_UNIT for share in ("advance", "retention"))
    contract, number = repeated(stages)
    step = number + 1
    planned = begins[contract] + (ends - begins)[contract] * step // stages[contract]
    happened = begins[contract] + (finished - begins)[contract] * step // stages[contract]
    staged = pl.DataFrame(
        {
            "contract_id": contracts["id"].to_numpy()[contract],
            "_order": step,
            "kind": [_STAGES.get(kinds[at], ("delivery", 60))[0] for at in contract.tolist()],
            "planned_on": dates(planned),
            "happened_on": dates(happened + random.integers(-3, 6, len(contract))),
            "gross_amount": spread(
                gross - advance - retention, contract, uneven(random, contract, 0.3), 10_000, rest_first=True
            ),
        }
    )
    first = _single(contracts, advance, 0, "advance", signed + 5, signed + 5 + random.integers(0, 10, contracts.height))
    warranty = contracts["warranty_ends_on"].to_physical().to_numpy()
    late = random.integers(0, 8, contracts.height)
    last = _single(contracts, retention, _MOST_STAGES + 1, "retention", warranty, warranty + late)
    last_progress = pl.col("_order").filter(pl.col("kind") == "progress").max().over("contract_id")
    return (
        pl.concat([first, staged, last])
        .with_columns(
            # the last stage of what is built is its acceptance
            kind=pl.when((pl.col("kind") == "progress") & (pl.col("_order") == last_progress))
            .then(pl.lit("acceptance"))
            .otherwise("kind")
        )
        .sort("contract_id", "_order")
        .with_columns(
            id=pl.int_range(1, pl.len() + 1),
            sequence=pl.int_range(1, pl.len() + 1).over("contract_id"),
        )
        .select("id", "contract_id", "sequence", "kind", "planned_on", "happened_on", "gross_amount")
    )


def _single(
    contracts: pl.DataFrame, amount: Ints, order: int, kind: str, planned: Ints, happened: Ints
) -> pl.DataFrame:
    """One milestone of each contract that has an amount for it."""
    return pl.DataFrame(
        {
            "contract_id": contracts["id"],
            "_order": np.full(contracts.height, order),
            "kind": [kind] * contracts.height,
            "planned_on": dates(planned),
            "happened_on": dates(happened),
            "gross_amount": amount,
        }
    ).filter(pl.col("gross_amount") > 0)
