"""Accounts, and what salespeople expect of opportunities from stage to stage."""

import numpy as np
import polars as pl

from ingestion.demo.group.deals import STAGES, Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.staffing import pick_employed
from ingestion.demo.group.world import SHARE_UNIT, Floats, Ints, World, dates, numbers


def make_accounts(world: World, masters: Masters, deals: Deals, opportunity_keepers: pl.DataFrame) -> pl.DataFrame:
    """Every third party among the customers; most were known before the history, none later than its first deal.

    Returns:
        see Care.accounts.
    """
    random = world.random("accounts")
    customers = masters.customers.filter(pl.col("own_company_id").is_null())
    owners = opportunity_keepers.filter(pl.col("sequence") == 1).select("id", owner="employee_id")
    first = (
        deals.opportunities.sort("opened_on", "id")
        .join(owners, on="id", how="left", maintain_order="left")
        .group_by("customer_id", maintain_order=True)
        .agg(
            pl.col("opened_on", "company_id", "owner").first(),
            won_on=pl.col("closed_on").filter(pl.col("outcome") == "won").min(),
        )
    )
    rows = customers.select("id", home="company_id").join(
        first, left_on="id", right_on="customer_id", how="left", maintain_order="left"
    )
    count, begin = rows.height, world.timeline.first
    touched = rows["opened_on"].to_physical().fill_null(begin + 700).to_numpy()
    known_before = random.random(count) < 0.75
    opened = np.where(
        known_before, begin - random.integers(20, 900, count), np.maximum(touched - random.integers(0, 30, count), 0)
    )
    company = rows.select(pl.coalesce("company_id", "home")).to_series().to_numpy()
    somebody = pick_employed(random, masters, company, "sales", opened)
    return rows.select(
        "id",
        pl.Series("company_id", company),
        pl.Series("opened_on", dates(opened)),
        "won_on",
        employee_id=pl.coalesce("owner", pl.Series(somebody)),
    )


def make_stages(world: World, deals: Deals) -> pl.DataFrame:
    """The stages with what is expected in each; the closer to the end, the closer to what happens.

    Returns:
        see Care.stages.
    """
    random, given = world.random("stage expectations"), world.parameters["care"]
    signed = deals.contracts.filter(pl.col("kind") == "sales").select("opportunity_id", "gross_amount")
    opportunities = deals.opportunities.join(
        signed, left_on="id", right_on="opportunity_id", how="left", maintain_order="left"
    ).select(opportunity_id="id", outcome="outcome", closed_on="closed_on", final=pl.coalesce("gross_amount", "amount"))
    closing = opportunities.select("opportunity_id", stage="outcome", entered_on="closed_on")
    rows = (
        pl.concat([deals.stages, closing])
        .join(opportunities, on="opportunity_id", how="left", maintain_order="left")
        .sort("opportunity_id", "entered_on", maintain_order=True)
    )
    is_open = rows["stage"].is_in(STAGES).to_numpy()
    spread, chance = (_of_stage(rows["stage"], given["stages"], key) for key in ("spread", "probability"))
    amount = rows["final"].to_numpy() * np.exp(random.normal(0, 1, rows.height) * spread)
    left = numbers(rows["closed_on"]) - numbers(rows["entered_on"])
    hoped = np.maximum(left * np.exp(random.normal(-0.1, 0.45, rows.height)), 5).astype(np.int64)
    chance = np.where(is_open, chance + random.choice([-0.1, 0, 0, 0, 0.1], rows.height), chance)
    reasons = [
        random.choice(list(given[kind]), rows.height, p=list(given[kind].values())) for kind in ("deciding", "losing")
    ]
    won = (rows["stage"] == "won").to_numpy()
    return rows.select(
        "opportunity_id",
        pl.int_range(1, pl.len() + 1).over("opportunity_id").alias("sequence"),
        "stage",
        "entered_on",
        pl.Series("probability", np.rint(np.where(won, 1, chance) * SHARE_UNIT).astype(np.int64)),
        pl.Series("amount", np.where(is_open, _three_digits(amount), rows["final"].to_numpy())),
        pl.Series("expected_close_on", dates(np.where(is_open, numbers(rows["entered_on"]) + hoped, _days(rows)))),
        reason=pl.when(~pl.Series(is_open)).then(pl.Series(np.where(won, *reasons))),
    )


def make_postponements(world: World, stages: pl.DataFrame) -> pl.DataFrame:
    """New expected days of closing, some days after the old one has passed and while the stage lasts.

    Returns:
        see Care.postponements.
    """
    random = world.random("postponements")
    rows = stages.with_columns(_next=pl.col("entered_on").shift(-1).over("opportunity_id"))
    moved = numbers(rows["expected_close_on"]) + random.integers(1, 12, rows.height)
    hoped = moved + random.integers(15, 60, rows.height)
    wanted = random.random(rows.height) < world.parameters["care"]["postponed"]
    return (
        rows.with_columns(pl.Series("moved_on", dates(moved)), pl.Series("expected_close_on", dates(hoped)))
        .filter(pl.Series(wanted) & (pl.col("moved_on") < pl.col("_next")))
        .select("opportunity_id", "moved_on", "expected_close_on")
    )


def _days(rows: pl.DataFrame) -> Ints:
    return numbers(rows["closed_on"]).astype(np.int64)


def _of_stage(stage: pl.Series, given: dict[str, dict[str, float]], key: str) -> Floats:
    """A parameter of each row's stage; 0 behind the last."""
    values = {name: float(one[key]) for name, one in given.items()}
    found: Floats = stage.replace_strict(values, default=0.0, return_dtype=pl.Float64).to_numpy()
    return found


def _three_digits(amount: Floats) -> Ints:
    """Amounts in minor units as people guess them."""
    unit = 10.0 ** np.maximum(np.floor(np.log10(np.maximum(amount, 100))) - 2, 2)
    return (np.maximum(np.rint(amount / unit), 1) * unit).astype(np.int64)
