"""Lines of orders for goods, and what is delivered of them, in one part or in several."""

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.trade_tools import UNIT, split, working
from ingestion.demo.group.world import Floats, Ints, World

BULK, SPARE, PUMPS, CONTROLS, CONVEYING = "大宗", "备件", "泵与阀", "控制", "输送"


def unit_costs(world: World, masters: Masters, company: int) -> Ints:
    """Standard cost of a unit of every product to a company, in its currency; overseas it is landed."""
    cost = masters.products["cost_amount"].to_numpy()
    if masters.companies["currency"][company - 1] == "CNY":
        return cost
    landed = cost * world.parameters["trade"]["goods"]["landed"] / world.parameters["rates"]["dollar"]
    found: Ints = np.maximum(np.rint(landed), 1).astype(np.int64)
    return found


def goods_lines(
    world: World,
    masters: Masters,
    name: str,
    orders: pl.DataFrame,
    lines: tuple[str, ...],
    margin: tuple[float, float] | None,
) -> pl.DataFrame:
    """Lines of one company's orders whose value is about known.

    Args:
        world: of the group.
        masters: its products.
        name: of the random numbers.
        orders: _order, company_id (the same on all), currency, ordered_on, value (net, of the order's currency).
        lines: beginnings of the names of the product lines.
        margin: least and most, of the price; None: bought about at standard cost.

    Returns:
        _order, product_id, quantity, price_amount, net_amount.
    """
    if orders.is_empty():
        return _no_lines()
    random, given = world.random(f"{name}_lines"), world.parameters["trade"]["goods"]
    company = int(orders["company_id"][0])
    count = 1 + random.choice(4, orders.height, p=given["lines"])
    at = np.repeat(np.arange(orders.height), count)
    value = split(orders["value"].to_numpy()[at], at, random.uniform(0.3, 1, len(at))).astype(float)
    home = pl.Series([masters.companies["currency"][company - 1]] * orders.height)
    day = orders["ordered_on"].cast(pl.Date)
    factor = (world.rates.at(home, orders["currency"], day).to_numpy() / 10**7)[at]
    product = pick_products(world, masters, random, company, value / factor * 0.6, lines)
    cost = unit_costs(world, masters, company)[product - 1] * factor
    over = (
        1 + random.normal(0, given["price_deviation"], len(at))
        if margin is None
        else 1 / (1 - random.uniform(*margin, len(at)))
    )
    price = np.maximum(np.rint(cost * over), 1).astype(np.int64)
    quantity = quantities(masters, product, value / price)
    return pl.DataFrame(
        {
            "_order": orders["_order"].to_numpy()[at],
            "product_id": product,
            "quantity": quantity,
            "price_amount": price,
            "net_amount": (quantity * price + UNIT // 2) // UNIT,
        }
    ).unique(["_order", "product_id"], keep="first", maintain_order=True)


def pick_products(
    world: World, masters: Masters, random: np.random.Generator, company: int, most: Floats, lines: tuple[str, ...]
) -> Ints:
    """A product of the lines for each value, by weight, whose unit costs no more than that if there is one."""
    costs = unit_costs(world, masters, company)
    fits = np.array([any(one.startswith(start) for start in lines) for one in masters.products["line"].to_list()])
    ordered = np.argsort(costs, kind="stable")
    ordered = ordered[fits[ordered]] if fits.any() else ordered
    weights = np.cumsum(masters.products["weight"].to_numpy()[ordered])
    affordable = np.maximum(np.searchsorted(costs[ordered], most, side="right"), 1)
    drawn = random.random(len(most)) * weights[affordable - 1]
    found: Ints = masters.products["id"].to_numpy()[
        ordered[np.minimum(np.searchsorted(weights, drawn), len(ordered) - 1)]
    ]
    return found


def quantities(masters: Masters, product: Ints, units: Floats) -> Ints:
    """About so many units, as they are counted or weighed: whole, or tenths of a tonne."""
    weighed = np.char.endswith(masters.products["unit"].to_numpy().astype(str), "tonne")[product - 1]
    step = np.where(weighed, UNIT // 10, UNIT)
    found: Ints = np.maximum(np.rint(units * UNIT / step), 1).astype(np.int64) * step
    return found


def deliver(world: World, name: str, orders: pl.DataFrame, lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is delivered of orders for goods.

    Args:
        world: of the group.
        name: of the random numbers.
        orders: _order, company_id, soonest, last_on (day numbers), is_short, cancelled_on.
        lines: _line, _order, product_id, quantity, net_amount.

    Returns:
        _delivery, _order, delivered_on (day number); and _delivery, _line, product_id, quantity, net_amount.
    """
    random, given = world.random(f"{name}_deliveries"), world.parameters["trade"]["goods"]
    orders = orders.filter(pl.col("cancelled_on").is_null())
    parts = 1 + random.choice(3, orders.height, p=given["parts"])
    shares = np.sort(random.uniform(0.2, 0.8, (2, orders.height)), axis=0)
    gaps = random.integers(6, 26, (2, orders.height))
    orders = orders.with_columns(_parts=pl.Series(parts), _place=pl.int_range(pl.len()))
    rows = lines.join(orders, on="_order", how="inner", maintain_order="left")
    at = np.repeat(np.arange(rows.height), rows["_parts"].to_numpy())
    place, count = rows["_place"].to_numpy()[at], rows["_parts"].to_numpy()[at]
    part = np.arange(len(at)) - np.r_[0, np.cumsum(rows["_parts"].to_numpy())][at]
    # how much has come when the part is there: all of it with the last
    reached = np.where(part == count - 1, 1.0, shares[np.minimum(part, 1), place])
    quantity, net = (rows[one].to_numpy()[at] for one in ("quantity", "net_amount"))
    step = np.where(quantity % UNIT == 0, UNIT, UNIT // 10)
    come = np.where(reached == 1.0, quantity, np.floor(quantity * reached / step).astype(np.int64) * step)
    worth = np.where(come == quantity, net, np.floor(net * (come / quantity)).astype(np.int64))
    first = part == 0
    came, was_worth = (np.where(first, 0, np.r_[0, one[:-1]]) for one in (come, worth))
    left = count - 1 - part
    back = np.where(left >= 1, gaps[0][place], 0) + np.where(left >= 2, gaps[1][place], 0)
    soonest, last, company = (rows[one].to_numpy()[at] for one in ("soonest", "last_on", "company_id"))
    frame = pl.DataFrame(
        {
            "_order": rows["_order"].to_numpy()[at],
            "_part": part,
            "_line": rows["_line"].to_numpy()[at],
            "product_id": rows["product_id"].to_numpy()[at],
            "quantity": come - came,
            "net_amount": worth - was_worth,
            "delivered_on": working(world, np.maximum(last - back, soonest), company),
            "_dropped": rows["is_short"].to_numpy()[at] & (left == 0) & (count > 1),
        }
    ).filter((pl.col("quantity") > 0) & ~pl.col("_dropped") & (pl.col("delivered_on") <= world.timeline.last))
    frame = frame.with_columns(pl.struct("_order", "_part").rank("dense").cast(pl.Int64).alias("_delivery"))
    heads = frame.group_by("_delivery", maintain_order=True).agg(pl.col("_order", "delivered_on").first())
    return heads.sort("_delivery"), frame.select("_delivery", "_line", "product_id", "quantity", "net_amount")


def _no_lines() -> pl.DataFrame:
    whole = ("_order", "product_id", "quantity", "price_amount", "net_amount")
    return pl.DataFrame(schema=dict.fromkeys(whole, pl.Int64))
