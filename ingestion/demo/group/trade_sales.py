"""Orders of customers: called off under contracts, spare parts, services, equipment and its stages."""

import numpy as np
import polars as pl

from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.picking import pick_parties, pick_people
from ingestion.demo.group.trade_goods import (
    BULK,
    CONTROLS,
    CONVEYING,
    PUMPS,
    SPARE,
    goods_lines,
    pick_products,
    unit_costs,
)
from ingestion.demo.group.trade_tools import (
    CONSULTING,
    EQUIPMENT,
    OVERSEAS,
    PROPERTY,
    TRADING,
    UNIT,
    by_id,
    called_off,
    company_of,
    days_between,
    expanded,
    on_duty,
    split,
    working,
)
from ingestion.demo.group.world import World, lognormal_amounts

_GOODS = {
    TRADING: (BULK, PUMPS, SPARE),
    "parts": (SPARE, PUMPS, CONTROLS),
    OVERSEAS: (SPARE, PUMPS, CONTROLS),
}
_SERVICES = (PROPERTY, CONSULTING)
MADE = (CONVEYING, PUMPS, CONTROLS)


def make_sales_orders(
    world: World, masters: Masters, deals: Deals, stages: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Orders of third parties.

    Returns:
        orders: the columns of `orders` of Trade with day numbers, and _order, flow, is_goods, is_direct (no stock is
            touched), is_short, soonest, last_on (of what is delivered or performed), terms; no id and no number.
        lines: _order, product_id, quantity, price_amount, net_amount, _cost (what is made to a contract: its actual
            cost), milestone_id and happened_on (of what is delivered at a milestone).
    """
    frames: list[pl.DataFrame] = []
    lines: list[pl.DataFrame] = []
    first = 0
    for flow in ("trading_frame", "trading", "parts", OVERSEAS, *_SERVICES):
        orders = _called_off(world, masters, deals) if flow == "trading_frame" else _spot(world, masters, flow)
        orders = orders.filter(pl.col("ordered_on") <= world.timeline.last)
        orders = _completed(
            world, masters, flow, orders.with_columns(_order=first + pl.int_range(pl.len()), flow=pl.lit(flow))
        )
        first += orders.height
        frames.append(orders)
        lines.append(_lines(world, masters, flow, orders))
    staged = _staged(world, masters, deals, stages, first)
    return (
        pl.concat([*frames, staged[0]], how="diagonal_relaxed").with_columns(side=pl.lit("sales")),
        pl.concat([*lines, staged[1]], how="diagonal_relaxed"),
    )


def _called_off(world: World, masters: Masters, deals: Deals) -> pl.DataFrame:
    """Under the contracts of the trading company, nearly to what was agreed; a part goes straight to the customer."""
    random, given = world.random("trading_frame"), world.parameters["trade"]
    company = company_of(masters, TRADING)
    frames = deals.contracts.filter((pl.col("kind") == "sales") & (pl.col("company_id") == company))
    bought = (
        deals.contracts.filter(pl.col("for_contract_id").is_not_null())
        .group_by(pl.col("for_contract_id").alias("id"))
        .agg(_bought=pl.col("net_amount").sum())
    )
    frames = frames.join(bought, on="id", how="left", maintain_order="left").with_columns(
        pl.col("_bought").fill_null(0)
    )
    net = frames["net_amount"].to_numpy()
    count = called_off(random, world.expected(given["orders"]["trading_frame"]), net.astype(float) ** 0.6)
    fill = np.rint(net * random.uniform(0.88, 0.99, len(net))).astype(np.int64)
    # what is bought for the contract is not taken from stock
    share = np.minimum(frames["_bought"].to_numpy() / (net * 0.92), 1)
    at = np.repeat(np.arange(len(net)), count)
    orders = expanded(frames, count)
    begins, ends = (orders[one].to_physical().to_numpy() for one in ("begins_on", "finished_on"))
    return orders.select(
        "company_id", "party_id", "employee_id", "department_id", "currency", "vat", "terms", contract_id="id"
    ).with_columns(
        ordered_on=pl.Series(days_between(world, random, begins, np.maximum(ends - 15, begins))),
        value=pl.Series(split(fill[at], at, np.exp(random.normal(0, 0.9, len(at))))),
        is_direct=pl.Series(random.random(len(at)) < share[at]),
    )


def _spot(world: World, masters: Masters, flow: str) -> pl.DataFrame:
    """Orders without a contract."""
    random, given = world.random(f"orders_{flow}"), world.parameters["trade"]
    company = company_of(masters, EQUIPMENT if flow == "parts" else flow)
    count = world.expected(given["orders"][flow])
    companies = np.full(count, company)
    party = pick_parties(random, masters.customers, companies)
    median = np.full(count, float(given["amounts"][flow]))
    value = lognormal_amounts(random, median, given["amounts"]["sigma"])
    currency = np.full(count, masters.companies["currency"][company - 1])
    if flow == OVERSEAS:
        value = np.rint(value / world.parameters["rates"]["dollar"]).astype(np.int64)
        currency = np.where(random.random(count) < 0.15, "EUR", currency)
    return pl.DataFrame(
        {
            "company_id": companies,
            "party_id": party,
            "currency": currency,
            "vat": masters.companies["vat"].to_numpy()[companies - 1],
            "terms": by_id(masters.customers, "terms")[party],
            "ordered_on": world.days(random, count),
            "value": value,
            "is_direct": np.zeros(count, dtype=bool),
        }
    ).hstack(pick_people(random, masters, companies, "sales"))


def _completed(world: World, masters: Masters, flow: str, orders: pl.DataFrame) -> pl.DataFrame:
    """With approval, promise, delivery or performance, cancellation."""
    random, given = world.random(f"{flow}_days"), world.parameters["trade"]["goods"]
    count, company = orders.height, orders["company_id"].to_numpy()
    ordered = orders["ordered_on"].to_numpy()
    median, sigma = given["sales_lag"]
    lag = np.minimum(2 + np.rint(median * np.exp(random.normal(0, sigma, count))), 90).astype(np.int64)
    cancelled = random.random(count) < given["cancelled"]
    approved = working(world, ordered + random.integers(0, 3, count), company)
    promised = working(world, ordered + np.maximum(lag - random.integers(-3, 6, count), 3), company)
    orders = orders.with_columns(
        approved_on=pl.Series(approved),
        promised_on=pl.Series(promised),
        soonest=pl.Series(approved + 1),
        last_on=pl.Series(working(world, np.maximum(ordered + lag, approved + 1), company)),
        cancelled_on=pl.Series(working(world, approved + random.integers(1, 15, count), company)),
        is_goods=pl.lit(flow not in _SERVICES),
        is_short=pl.Series(random.random(count) < given["short"]),
    )
    return on_duty(masters, orders, "ordered_on").with_columns(
        cancelled_on=pl.when(pl.Series(cancelled)).then("cancelled_on")
    )


def _lines(world: World, masters: Masters, flow: str, orders: pl.DataFrame) -> pl.DataFrame:
    if flow in _SERVICES:
        return service_lines(orders)
    kind = flow.split("_")[0]
    least, most = world.parameters["trade"]["margins"][kind]
    return goods_lines(world, masters, flow, orders, _GOODS[kind], (least, most))


def service_lines(orders: pl.DataFrame) -> pl.DataFrame:
    """One line for the whole value of each order."""
    return orders.select(
        "_order",
        product_id=pl.lit(None, pl.Int64),
        quantity=pl.lit(UNIT, pl.Int64),
        price_amount="value",
        net_amount="value",
    )


def _staged(
    world: World, masters: Masters, deals: Deals, stages: pl.DataFrame, first: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One order for every contract of equipment and overseas, one line for what each of its milestones delivers."""
    random, given = world.random("staged_orders"), world.parameters["trade"]["margins"]
    maker, abroad = company_of(masters, EQUIPMENT), company_of(masters, OVERSEAS)
    contracts = deals.contracts.filter(
        (pl.col("kind") == "sales")
        & pl.col("company_id").is_in([maker, abroad])
        & (pl.col("signed_on").to_physical() < world.timeline.last - 10)
    )
    company = contracts["company_id"].to_numpy()
    signed = contracts["signed_on"].to_physical().to_numpy()
    ordered = working(world, signed + random.integers(1, 5, contracts.height), company)
    margin = np.where(
        company == maker,
        random.uniform(given["equipment"][0], given["equipment"][1], contracts.height),
        random.uniform(given["overseas"][0], given["overseas"][1], contracts.height),
    )
    orders = contracts.select(
        "company_id", "party_id", "employee_id", "department_id", "currency", "vat", "terms", contract_id="id",
        promised_on=pl.col("ends_on").to_physical(), last_on=pl.col("finished_on").to_physical(),
    ).with_columns(
        _order=first + pl.int_range(pl.len()),
        flow=pl.lit("contract"),
        ordered_on=pl.Series(ordered),
        approved_on=pl.Series(ordered),
        soonest=pl.Series(ordered + 1),
        cancelled_on=pl.lit(None, pl.Int32),
        is_goods=pl.lit(True),
        is_direct=pl.lit(False),
        is_short=pl.lit(False),
        _margin=pl.Series(margin),
    )  # fmt: skip
    rows = stages.filter((pl.col("side") == "sales") & (pl.col("kind") == "delivery"))
    rows = rows.select("contract_id", "milestone_id", "happened_on", "net_amount").join(
        orders.select("contract_id", "_order", "company_id", "_margin"),
        on="contract_id",
        how="inner",
        maintain_order="left",
    )
    net, cost = rows["net_amount"].to_numpy(), rows["net_amount"].to_numpy() * (1 - rows["_margin"].to_numpy())
    made = rows["company_id"].to_numpy() == maker
    product = np.ones(rows.height, dtype=np.int64)
    unit = np.ones(rows.height)
    for one in (maker, abroad):
        at = rows["company_id"].to_numpy() == one
        product[at] = pick_products(world, masters, random, one, cost[at] / (1.2 if one == maker else 4), MADE)
        unit[at] = unit_costs(world, masters, one)[product[at] - 1]
    quantity = np.maximum(np.rint(cost / unit), 1).astype(np.int64)
    lines = rows.select("_order", "milestone_id", "happened_on", "net_amount").with_columns(
        product_id=pl.Series(product),
        quantity=pl.Series(quantity * UNIT),
        price_amount=pl.Series(np.rint(net / quantity).astype(np.int64)),
        _cost=pl.Series(np.where(made, np.rint(cost), 0).astype(np.int64)),
    )
    return on_duty(masters, orders.drop("_margin"), "ordered_on"), lines.with_columns(
        _cost=pl.when(pl.Series(made)).then("_cost")
    )
