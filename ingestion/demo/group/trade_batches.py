"""Orders with their lines and deliveries on the way to their final keys."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.trade_goods import deliver
from ingestion.demo.group.trade_stock import standard_cost
from ingestion.demo.group.world import World

_STEP = 10**9


@dataclass(frozen=True)
class Batch:
    """Orders of one kind; days are day numbers, keys begin with an underscore and are unique over all batches.

    Attributes:
        orders: see `make_sales_orders`, and warehouse_id (0: none).
        lines: _line, _order, product_id, quantity, price_amount, net_amount, and where they are staged _cost,
            milestone_id, happened_on.
        deliveries: _delivery, _order, delivered_on.
        delivery_lines: _delivery_line, _delivery, _line, product_id, quantity, net_amount.
    """

    orders: pl.DataFrame
    lines: pl.DataFrame
    deliveries: pl.DataFrame
    delivery_lines: pl.DataFrame


def batch(world: World, name: str, place: int, orders: pl.DataFrame, lines: pl.DataFrame) -> Batch:
    """A batch of what was ordered, with what is delivered of it; what is staged is delivered at its milestone."""
    base = place * _STEP
    lines = lines.with_columns(pl.col("_order") + base, _line=base + pl.int_range(pl.len()))
    orders = orders.with_columns(pl.col("_order") + base)
    is_staged = "milestone_id" in lines.columns
    plain = lines.filter(pl.col("milestone_id").is_null()) if is_staged else lines
    heads, rows = deliver(world, name, orders.filter("is_goods"), plain)
    if is_staged:
        staged = lines.filter(
            pl.col("milestone_id").is_not_null() & (pl.col("happened_on") <= world.timeline.last)
        ).with_columns(_delivery=_STEP // 2 + pl.int_range(pl.len()))
        heads = pl.concat(
            [heads, staged.select("_delivery", "_order", delivered_on="happened_on")], how="vertical_relaxed"
        )
        rows = pl.concat([rows, staged.select(rows.columns)], how="vertical_relaxed")
    return Batch(
        orders,
        lines,
        heads.with_columns(pl.col("_delivery") + base),
        rows.with_columns(pl.col("_delivery") + base, _delivery_line=base + pl.int_range(pl.len())),
    )


def together(batches: list[Batch]) -> Batch:
    """All batches as one."""
    return Batch(
        *(
            pl.concat([getattr(one, name) for one in batches], how="diagonal_relaxed")
            for name in ("orders", "lines", "deliveries", "delivery_lines")
        )
    )


def moved_goods(world: World, masters: Masters, one: Batch) -> pl.DataFrame:
    """Delivery lines that touch stock.

    Returns:
        _delivery_line, _delivery, company_id, product_id, warehouse_id, delivered_on, quantity, cost_amount (standard,
        or actual of what was made), contract_id, side, is_made.
    """
    orders = one.orders.filter(pl.col("is_goods") & ~pl.col("is_direct") & (pl.col("warehouse_id") > 0))
    rows = (
        one.delivery_lines.join(
            one.deliveries.select("_delivery", "_order", "delivered_on"), on="_delivery", maintain_order="left"
        )
        .join(
            orders.select("_order", "side", "company_id", "warehouse_id", "contract_id"),
            on="_order",
            how="inner",
            maintain_order="left",
        )
        .join(
            one.lines.select("_line", "_cost")
            if "_cost" in one.lines.columns
            else one.lines.select("_line", _cost=pl.lit(None, pl.Int64)),
            on="_line",
            how="left",
            maintain_order="left",
        )
    )
    standard = pl.Series(np.asarray(standard_cost(world, masters, rows)))
    return rows.select(
        "_delivery_line", "_delivery", "company_id", "product_id", "warehouse_id", "delivered_on", "quantity",
        "contract_id", "side",
        cost_amount=pl.coalesce("_cost", standard),
        is_made=pl.col("_cost").is_not_null(),
    )  # fmt: skip
