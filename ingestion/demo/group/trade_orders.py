"""All orders and deliveries of the timeline, and what they move in stock."""

import polars as pl

from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.trade_batches import Batch, batch, moved_goods, together
from ingestion.demo.group.trade_purchases import make_purchase_orders
from ingestion.demo.group.trade_sales import make_sales_orders
from ingestion.demo.group.trade_sisters import mirrored
from ingestion.demo.group.trade_stock import make_production, replenish, warehouse_of
from ingestion.demo.group.trade_tools import EQUIPMENT, OVERSEAS, TRADING, company_of
from ingestion.demo.group.world import World

_MOVE = ("company_id", "product_id", "warehouse_id", "moved_on", "kind", "quantity", "cost_amount", "contract_id")


def make_orders(
    world: World, masters: Masters, deals: Deals, stages: pl.DataFrame, projects: pl.DataFrame
) -> tuple[Batch, pl.DataFrame, pl.DataFrame]:
    """Orders of both sides.

    Returns:
        all orders as one batch; the cost of each delivery line that touches stock: _delivery_line, cost_amount; stock
        moves as in Trade, without id, with moved_on as a day number and _delivery for delivery_id.
    """
    orders, lines = make_sales_orders(world, masters, deals, stages)
    served = warehouse_of(masters, orders["company_id"].to_numpy(), orders["party_id"].to_numpy())
    sales = batch(world, "sales", 1, orders.with_columns(warehouse_id=pl.Series(served)), lines)
    bought = batch(world, "purchases", 2, *make_purchase_orders(world, masters, deals, projects))
    bought = Batch(bought.orders.with_columns(warehouse_id=pl.lit(0, pl.Int64)), *_rest(bought))
    batches = [sales, bought, mirrored(world, masters, "bought", bought)]
    counts: list[pl.DataFrame] = []
    # the overseas company first: some of what it sells it buys of the equipment maker
    for place, business in enumerate((OVERSEAS, EQUIPMENT, TRADING), start=3):
        made = _made(world, masters, batches) if business == EQUIPMENT else None
        demand = _demand(world, masters, batches, company_of(masters, business), made)
        stocked, priced, counted = replenish(world, masters, business, demand)
        bought = batch(world, business, place, stocked, priced)
        batches.append(bought)
        if business == OVERSEAS:
            batches.append(mirrored(world, masters, business, bought))
        counts.append(counted)
        if made is not None:
            counts.append(made)
    every = together(batches)
    goods = moved_goods(world, masters, every)
    return every, goods.select("_delivery_line", "cost_amount"), _moves(goods, counts)


def _rest(one: Batch) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    return one.lines, one.deliveries, one.delivery_lines


def _made(world: World, masters: Masters, batches: list[Batch]) -> pl.DataFrame:
    goods = moved_goods(world, masters, together(batches)).filter("is_made")
    return make_production(world, masters, goods.rename({"delivered_on": "moved_on"}))


def _demand(
    world: World, masters: Masters, batches: list[Batch], company: int, made: pl.DataFrame | None
) -> pl.DataFrame:
    """product_id, warehouse_id, day, quantity of what leaves a company's stock and must be bought."""
    goods = moved_goods(world, masters, together(batches))
    sold = goods.filter((pl.col("side") == "sales") & ~pl.col("is_made") & (pl.col("company_id") == company))
    demand = [sold.select("product_id", "warehouse_id", "quantity", day="delivered_on")]
    if made is not None:
        used = made.filter(pl.col("quantity") < 0)
        demand.append(used.select("product_id", "warehouse_id", -pl.col("quantity"), day="moved_on"))
    return pl.concat(demand, how="vertical_relaxed")


def _moves(goods: pl.DataFrame, counts: list[pl.DataFrame]) -> pl.DataFrame:
    sign = pl.when(pl.col("side") == "sales").then(-1).otherwise(1)
    delivered = goods.select(
        *_MOVE[:3],
        pl.col("quantity") * sign,
        pl.col("cost_amount") * sign,
        "contract_id",
        "_delivery",
        moved_on="delivered_on",
        kind=pl.when(pl.col("side") == "sales").then(pl.lit("sale")).otherwise(pl.lit("purchase")),
    )
    order = pl.col("kind").replace_strict({"count": 0, "purchase": 1, "production": 2, "sale": 3}, return_dtype=pl.Int8)
    return (
        pl.concat([*counts, delivered], how="diagonal_relaxed")
        .sort("moved_on", order, "company_id", "product_id", "_delivery", maintain_order=True)
        .select(*_MOVE, "_delivery")
    )
