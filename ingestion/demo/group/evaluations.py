"""How suppliers are evaluated, quarter by quarter."""

import numpy as np
import polars as pl

from ingestion.demo.group.authority import add_working, is_abroad
from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.world import SHARE_UNIT, World, dates

SCORE_UNIT = 10_000


def make_evaluations(world: World, masters: Masters, deals: Deals) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Every third-party supplier under contract in a quarter, by each company that it serves; columns: see Tenders."""
    given, random = world.parameters["evaluations"], world.random("evaluations")
    quarters = pl.date_range(world.timeline.start, world.timeline.end, "1q", eager=True).alias("quarter_on")
    third = masters.suppliers.filter(pl.col("own_company_id").is_null()).select(supplier_id="id")
    served = deals.contracts.filter(pl.col("kind") == "purchase").select(
        "company_id", "begins_on", "finished_on", supplier_id="party_id"
    )
    active = (
        quarters.to_frame()
        .join_where(
            served,
            pl.col("begins_on") < pl.col("quarter_on").dt.offset_by("1q"),
            pl.col("finished_on") >= pl.col("quarter_on"),
        )
        .join(third, on="supplier_id", how="semi")
        .unique(["quarter_on", "company_id", "supplier_id"])
        .sort("quarter_on", "company_id", "supplier_id")
    )
    active = active.filter(pl.Series(random.random(active.height) >= given["missed"]))
    weights, count = given["weights"], active.height
    # a supplier is good or bad at each component, and has better and worse quarters
    known = masters.suppliers.height
    level = given["mean"] + random.normal(0, given["between"], (known, len(weights)))
    score = level[active["supplier_id"].to_numpy() - 1] + random.normal(0, given["within"], (count, len(weights)))
    points = np.clip(np.rint(score * 2) / 2, 40, 100)
    shares = np.rint(np.array(list(weights.values())) * SHARE_UNIT).astype(np.int64)
    after = active["quarter_on"].dt.offset_by("1q").to_physical().to_numpy()
    evaluated = add_working(
        world, is_abroad(masters, active["company_id"]), after, random.integers(2, 14, count).astype(np.int64)
    )
    scores = np.rint(points * SCORE_UNIT).astype(np.int64)
    evaluations = (
        active.with_columns(
            evaluated_on=dates(evaluated), total_score=pl.Series((scores * shares).sum(axis=1) // SHARE_UNIT)
        )
        .with_columns(_row=pl.int_range(pl.len()))
        .sort("evaluated_on", "company_id", "supplier_id")
        .with_row_index("id", offset=1)
        .with_columns(pl.col("id").cast(pl.Int64))
    )
    row = np.repeat(evaluations["_row"].to_numpy(), len(weights))
    place = np.tile(np.arange(len(weights)), count)
    components = pl.DataFrame(
        {
            "id": np.arange(1, len(row) + 1),
            "evaluation_id": np.repeat(evaluations["id"].to_numpy(), len(weights)),
            "component": np.array(list(weights))[place],
            "weight": shares[place],
            "score": scores[row, place],
        }
    )
    columns = ["id", "supplier_id", "company_id", "quarter_on", "evaluated_on", "total_score"]
    return evaluations.select(columns), components
