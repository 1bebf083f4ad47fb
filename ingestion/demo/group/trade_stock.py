"""Stock: what is sold and used up, made, counted, and bought again in time; valued at standard cost.

What the equipment maker makes to a contract enters stock and leaves it at its actual cost; everything else moves at the
product's standard cost, so that stock is never below nothing and its value is always quantity by cost.
"""

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.picking import pick_parties, pick_people
from ingestion.demo.group.trade_goods import BULK, CONTROLS, SPARE, pick_products, quantities, unit_costs
from ingestion.demo.group.trade_tools import EQUIPMENT, OVERSEAS, TRADING, UNIT, company_of, on_duty, own_party, working
from ingestion.demo.group.world import MINOR_UNIT, Ints, World

_CHEAP = 5_000 * MINOR_UNIT
_PLACES = {
    EQUIPMENT: ("成品库 Works", "备件库 Parts"),
    TRADING: ("北库 North", "东库 East", "南库 South"),
    OVERSEAS: ("Harbor Depot",),
}


def make_warehouses(masters: Masters) -> pl.DataFrame:
    """Those of the companies that keep stock; see Trade.warehouses."""
    rows = [
        (
            company_of(masters, business),
            f"{masters.companies['code'][company_of(masters, business) - 1]}-W{place}",
            name,
        )
        for business, names in _PLACES.items()
        for place, name in enumerate(names, start=1)
    ]
    return pl.DataFrame(
        [(number, *row) for number, row in enumerate(rows, start=1)], ["id", "company_id", "code", "name"], orient="row"
    )


def warehouse_of(masters: Masters, company: Ints, party: Ints) -> Ints:
    """From which warehouse a party is served; 0: the company keeps no stock."""
    warehouses = make_warehouses(masters)
    found = np.zeros(len(company), dtype=np.int64)
    for (one,), rows in warehouses.group_by("company_id", maintain_order=True):
        keys = rows["id"].to_numpy()
        at = company == one
        found[at] = keys[party[at] % len(keys)]
    return found


def standard_cost(world: World, masters: Masters, rows: pl.DataFrame) -> Ints:
    """Of rows with company_id, product_id, quantity: in the company's currency."""
    company, product, quantity = (rows[one].to_numpy() for one in ("company_id", "product_id", "quantity"))
    unit = np.zeros(rows.height, dtype=np.int64)
    for one in np.unique(company):
        unit[company == one] = unit_costs(world, masters, int(one))[product[company == one] - 1]
    found: Ints = (quantity * unit + UNIT // 2) // UNIT
    return found


def make_production(world: World, masters: Masters, made: pl.DataFrame) -> pl.DataFrame:
    """What is made for deliveries, and the material that goes into it.

    Args:
        made: company_id, product_id, warehouse_id, moved_on (day number), quantity, cost_amount (both positive),
            contract_id.

    Returns:
        the columns of `stock_moves` but id, moved_on a day number.
    """
    random, first = world.random("production"), world.timeline.first + 1  # the first day shows what lay there before
    share = world.parameters["trade"]["goods"]["material_share"]
    moved, company = made["moved_on"].to_numpy(), made["company_id"].to_numpy()
    done = np.maximum(moved - random.integers(1, 12, made.height), first)
    finished = made.with_columns(moved_on=pl.Series(done.astype(np.int32)), kind=pl.lit("production"))
    at = np.repeat(np.arange(made.height), 2)
    value = made["cost_amount"].to_numpy()[at] * share * random.uniform(0.35, 0.65, len(at))
    maker = company_of(masters, EQUIPMENT)
    product = pick_products(world, masters, random, maker, value / 3, (BULK, CONTROLS, SPARE))
    unit = unit_costs(world, masters, maker)[product - 1]
    quantity = quantities(masters, product, value / unit)
    used = working(world, np.maximum(done[at] - random.integers(5, 35, len(at)), first), company[at])
    used = np.minimum(used, np.maximum(done[at], first))
    issued = pl.DataFrame(
        {
            "company_id": company[at],
            "product_id": product,
            "warehouse_id": made["warehouse_id"].to_numpy()[at],
            "moved_on": used.astype(np.int32),
            "quantity": -quantity,
            "cost_amount": -((quantity * unit + UNIT // 2) // UNIT),
            "contract_id": made["contract_id"].to_numpy()[at],
            "kind": ["production"] * len(at),
        }
    )
    return pl.concat([finished.select(issued.columns), issued], how="vertical_relaxed")


def replenish(
    world: World, masters: Masters, business: str, demand: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """What a company buys so that nothing runs out: every few sales of a product together, some time before the first.

    Args:
        world: of the group.
        masters: suppliers and products.
        business: of the company.
        demand: product_id, warehouse_id, day (day number), quantity (positive), of the company.

    Returns:
        orders and lines as `make_purchase_orders` has them; opening stock and yearly counts as stock moves without id:
        what would have to be ordered before the first day lies there on it.
    """
    random, given = world.random(f"replenish_{business}"), world.parameters["trade"]["goods"]
    company, first = company_of(masters, business), world.timeline.first
    place = ["product_id", "warehouse_id"]
    blocks = (
        demand.sort(*place, "day", "quantity")
        .with_columns(_block=pl.int_range(pl.len()).over(place) // given["replenished_sales"])
        .group_by(*place, "_block", maintain_order=True)
        .agg(pl.col("quantity").sum(), pl.col("day").min())
    )
    more = np.where(random.random(blocks.height) < given["stays"], 1.5, 1.0)
    quantity = np.ceil(blocks["quantity"].to_numpy() * more / UNIT).astype(np.int64) * UNIT
    needed = blocks["day"].to_numpy()
    received = np.minimum(working(world, needed - random.integers(2, 20, len(needed)), company), needed)
    supplier, is_sister = _suppliers(world, masters, business, blocks["product_id"].to_numpy())
    least, most = given["lead"]
    lead = np.where(is_sister, given["transit"] + 20, 0) + random.integers(least, most + 1, len(needed))
    blocks = blocks.with_columns(
        pl.Series("quantity", quantity),
        party_id=pl.Series(supplier),
        _received=pl.Series(received),
        _lead=pl.Series(lead),
        _sister=pl.Series(is_sister),
    )
    opening = pl.col("_received") - pl.col("_lead") < first
    bought = blocks.filter(~opening).with_columns(_week=pl.col("_received") // 7)
    key = ["warehouse_id", "party_id", "_week"]
    orders = bought.group_by(key).agg(
        last_on=pl.col("_received").min(), _lead=pl.col("_lead").max(), is_sister=pl.col("_sister").first()
    )
    orders = orders.sort("_week", "party_id", "warehouse_id").with_columns(_order=pl.int_range(pl.len()))
    lines = bought.join(orders.select(*key, "_order"), on=key, maintain_order="left")
    lines = lines.group_by("_order", "product_id", maintain_order=True).agg(pl.col("quantity").sum())
    return (
        _ordered(world, masters, random, company, orders),
        _priced(world, masters, random, company, lines),
        _counted(world, masters, random, company, blocks.filter(opening), blocks),
    )


def _ordered(
    world: World, masters: Masters, random: np.random.Generator, company: int, orders: pl.DataFrame
) -> pl.DataFrame:
    last, lead = (orders[one].to_numpy() for one in ("last_on", "_lead"))
    companies = np.full(orders.height, company)
    ordered = np.minimum(working(world, last - lead, company), last - 2)
    approved = np.minimum(working(world, ordered + random.integers(0, 4, len(last)), company), last - 1)
    voyage = np.where(orders["is_sister"].to_numpy(), world.parameters["trade"]["goods"]["transit"], 0)
    soonest = np.minimum(approved + 1 + voyage, last)
    abroad = masters.companies["currency"][company - 1] != "CNY"
    orders = orders.select(
        "_order", "party_id", "warehouse_id", "last_on", company_id=pl.lit(company, pl.Int64)
    ).with_columns(
        side=pl.lit("purchase"),
        flow=pl.lit("stock"),
        currency=pl.lit(masters.companies["currency"][company - 1]),
        vat=pl.lit(0.0 if abroad else 0.13),
        subject=pl.lit("stock"),
        ordered_on=pl.Series(ordered),
        approved_on=pl.Series(approved),
        soonest=pl.Series(soonest),
        promised_on=pl.Series(np.maximum(last - random.integers(-4, 5, len(last)), approved)),
        cancelled_on=pl.lit(None, pl.Int32),
        is_goods=pl.lit(True),
        is_direct=pl.lit(False),
        is_short=pl.lit(False),
    )
    orders = orders.join(
        masters.suppliers.select(party_id="id", terms="terms"), on="party_id", how="left", maintain_order="left"
    )
    return on_duty(masters, orders.hstack(pick_people(random, masters, companies, "purchasing")), "ordered_on")


def _priced(
    world: World, masters: Masters, random: np.random.Generator, company: int, lines: pl.DataFrame
) -> pl.DataFrame:
    unit = unit_costs(world, masters, company)[lines["product_id"].to_numpy() - 1]
    deviation = world.parameters["trade"]["goods"]["price_deviation"]
    price = np.maximum(np.rint(unit * (1 + random.normal(0, deviation, lines.height))), 1).astype(np.int64)
    net = (lines["quantity"].to_numpy() * price + UNIT // 2) // UNIT
    return lines.with_columns(price_amount=pl.Series(price), net_amount=pl.Series(net))


def _suppliers(world: World, masters: Masters, business: str, product: Ints) -> tuple[Ints, np.ndarray]:
    """The one supplier from which the company has each product; some products of the overseas one are the sister's."""
    random, company = world.random(f"suppliers_{business}"), company_of(masters, business)
    count = masters.products.height
    kinds = np.where(np.arange(count) % 4 == 0, "equipment", "material")
    supplier = pick_parties(random, masters.suppliers, np.full(count, company), kinds)
    is_sister = random.random(count) < world.parameters["trade"]["goods"]["sister_products"] * (business == OVERSEAS)
    supplier = np.where(is_sister, own_party(masters.suppliers, company_of(masters, EQUIPMENT)), supplier)
    return supplier[product - 1], is_sister[product - 1]


def _counted(
    world: World,
    masters: Masters,
    random: np.random.Generator,
    company: int,
    opening: pl.DataFrame,
    every: pl.DataFrame,
) -> pl.DataFrame:
    """Opening stock on the first day, and small differences found at the end of each year."""
    place, first = ["product_id", "warehouse_id"], world.timeline.first
    costs = unit_costs(world, masters, company)
    safety = world.parameters["trade"]["goods"]["safety"]
    places = every.select(place).unique().sort(place).with_columns(company_id=pl.lit(company, pl.Int64))
    cheap = costs[places["product_id"].to_numpy() - 1] < _CHEAP
    places = places.with_columns(_spare=pl.Series(np.where(cheap, safety * UNIT, 0)))
    stock = opening.group_by(place).agg(pl.col("quantity").sum())
    start = places.join(stock, on=place, how="left", maintain_order="left").with_columns(
        quantity=pl.col("quantity").fill_null(0) + pl.col("_spare"), moved_on=pl.lit(first, pl.Int32)
    )
    counts = [start]
    years = np.arange(world.timeline.start.year, world.timeline.end.year).tolist()
    for year in years:
        day = int(np.datetime64(f"{year}-12-31").astype(np.int64))
        # never more is missed than lay there from the beginning beyond what is sold
        found = random.choice([-1, 0, 1], places.height, p=[0.12, 0.8, 0.08])
        found = np.where(year - years[0] < safety, found, np.maximum(found, 0)) * cheap * UNIT
        counts.append(places.with_columns(quantity=pl.Series(found), moved_on=pl.lit(day, pl.Int32)))
    rows = pl.concat(counts, how="diagonal_relaxed").filter(pl.col("quantity") != 0)
    return rows.select("company_id", *place, "moved_on", "quantity").with_columns(
        kind=pl.lit("count"),
        cost_amount=pl.col("quantity").sign()
        * pl.Series(standard_cost(world, masters, rows.with_columns(pl.col("quantity").abs()))),
    )
