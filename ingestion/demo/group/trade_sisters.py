"""What companies of the group sell to each other: the seller's side of what the buyer has ordered."""

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.picking import pick_people
from ingestion.demo.group.trade_batches import Batch
from ingestion.demo.group.trade_stock import warehouse_of
from ingestion.demo.group.trade_tools import OVERSEAS, by_id, company_of, on_duty, working
from ingestion.demo.group.world import World

MIRROR = 10**12
"""The seller's keys are the buyer's and this."""
_NEAR = 2


def mirrored(world: World, masters: Masters, name: str, bought: Batch) -> Batch:
    """Orders and deliveries of the sellers, of a batch of purchases; third parties' are left out."""
    own = masters.suppliers.filter(pl.col("own_company_id").is_not_null())
    sellers = dict(own.select("id", "own_company_id").iter_rows())
    buyers = dict(masters.customers.drop_nulls("own_company_id").select("own_company_id", "id").iter_rows())
    theirs = bought.orders.filter(pl.col("party_id").is_in(list(sellers)) & pl.col("cancelled_on").is_null())
    orders = theirs.with_columns(
        pl.col("_order") + MIRROR,
        side=pl.lit("sales"),
        flow=pl.lit("sister"),
        company_id=pl.col("party_id").replace_strict(sellers, return_dtype=pl.Int64),
        party_id=pl.col("company_id").replace_strict(buyers, return_dtype=pl.Int64),
        project_id=pl.lit(None, pl.Int64),
        contract_id=pl.lit(None, pl.Int64),
        is_direct=pl.lit(False),
    ).drop("employee_id", "department_id", "warehouse_id", strict=False)
    company, party = orders["company_id"].to_numpy(), orders["party_id"].to_numpy()
    orders = orders.hstack(pick_people(world.random(f"{name}_sellers"), masters, company, "sales")).with_columns(
        terms=pl.Series(by_id(masters.customers, "terms")[party]),
        warehouse_id=pl.Series(warehouse_of(masters, company, party)),
    )
    keys = theirs.select("_order")
    lines = bought.lines.join(keys, on="_order", how="semi", maintain_order="left")
    deliveries = bought.deliveries.join(keys, on="_order", how="semi", maintain_order="left")
    shipped = bought.delivery_lines.join(
        deliveries.select("_delivery"), on="_delivery", how="semi", maintain_order="left"
    )
    return Batch(
        on_duty(masters, orders, "ordered_on"),
        lines.with_columns(pl.col("_order", "_line") + MIRROR),
        _sent(world, masters, deliveries, orders).with_columns(pl.col("_order", "_delivery") + MIRROR),
        shipped.with_columns(pl.col("_delivery", "_line", "_delivery_line") + MIRROR),
    )


def _sent(world: World, masters: Masters, received: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """When the seller sent what the buyer received: weeks before when it goes by sea."""
    given = world.parameters["trade"]["goods"]["transit"]
    rows = received.join(
        orders.select(pl.col("_order") - MIRROR, "approved_on", _seller="company_id", _buyer="party_id"),
        on="_order",
        how="left",
        maintain_order="left",
    )
    abroad = by_id(masters.customers.with_columns(pl.col("own_company_id").fill_null(0)), "own_company_id")[
        rows["_buyer"].to_numpy()
    ] == company_of(masters, OVERSEAS)
    arrived, approved = rows["delivered_on"].to_numpy(), rows["approved_on"].to_numpy()
    sent = np.maximum(arrived - np.where(abroad, given, _NEAR), approved)
    sent = np.minimum(working(world, sent, rows["_seller"].to_numpy()), np.maximum(arrived, approved))
    return received.with_columns(delivered_on=pl.Series(sent.astype(np.int32)))
