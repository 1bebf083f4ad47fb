"""Orders to suppliers that serve a project, a contract or the company itself; those for stock are in trade_stock."""

import numpy as np
import polars as pl

from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.picking import pick_parties, pick_people
from ingestion.demo.group.trade_goods import BULK, CONTROLS, PUMPS, SPARE, goods_lines
from ingestion.demo.group.trade_sales import service_lines
from ingestion.demo.group.trade_tools import (
    CONSULTING,
    ENGINEERING,
    EQUIPMENT,
    PROPERTY,
    by_id,
    called_off,
    company_of,
    days_between,
    expanded,
    on_duty,
    own_party,
    split,
    working,
)
from ingestion.demo.group.world import MINOR_UNIT, World, lognormal_amounts

_BOUGHT = (BULK, PUMPS, CONTROLS, SPARE)


def make_purchase_orders(
    world: World, masters: Masters, deals: Deals, projects: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Orders that touch no stock.

    Returns:
        as `make_sales_orders`, and with `subject`, what the goods or services are debited to.
    """
    frames, lines, first = [], [], 0
    flows = {
        "call_off": _called_off(world, masters, deals, projects),
        "site": _site(world, masters, deals, projects),
        "overhead": _overhead(world, masters),
        "sister_consulting": _sister_consulting(world, masters, projects),
        "sister_property": _sister_property(world, masters),
    }
    for flow, drafted in flows.items():
        orders = drafted.filter(pl.col("ordered_on") <= world.timeline.last)
        orders = orders.with_columns(_order=first + pl.int_range(pl.len()), flow=pl.lit(flow))
        orders = _completed(world, masters, flow, orders)
        first += orders.height
        frames.append(orders)
        lines.append(service_lines(orders.filter(~pl.col("is_goods"))))
        goods = orders.filter("is_goods")
        for (company,), rows in goods.group_by("company_id", maintain_order=True):
            kinds = (BULK,) if flow == "call_off" else _BOUGHT
            lines.append(goods_lines(world, masters, f"{flow}_{company}", rows, kinds, None))
    return (
        pl.concat(frames, how="diagonal_relaxed").with_columns(side=pl.lit("purchase"), is_direct=pl.lit(True)),
        pl.concat(lines, how="diagonal_relaxed"),
    )


def _called_off(world: World, masters: Masters, deals: Deals, projects: pl.DataFrame) -> pl.DataFrame:
    """Under contracts for material, nearly to what was agreed; delivered to the site or the customer."""
    random = world.random("call_offs")
    frames = deals.contracts.filter(pl.col("buying_kind") == "material").join(
        projects.select(for_contract_id="contract_id", project_id="id"),
        on="for_contract_id", how="left", maintain_order="left",
    )  # fmt: skip
    count = 1 + random.poisson(world.parameters["trade"]["goods"]["call_offs"] - 1, frames.height)
    fill = np.rint(frames["net_amount"].to_numpy() * random.uniform(0.92, 1.0, frames.height)).astype(np.int64)
    at = np.repeat(np.arange(frames.height), count)
    orders = expanded(frames, count)
    begins, ends = (orders[one].to_physical().to_numpy() for one in ("begins_on", "finished_on"))
    builds = [company_of(masters, one) for one in (ENGINEERING, CONSULTING, EQUIPMENT)]
    return orders.select(
        "company_id", "party_id", "project_id", "employee_id", "department_id", "currency", "vat", "terms",
        contract_id="id",
        subject=pl.when(pl.col("company_id").is_in(builds)).then(pl.lit("project_cost")).otherwise(pl.lit("cost")),
    ).with_columns(
        ordered_on=pl.Series(days_between(world, random, begins, np.maximum(ends - 20, begins))),
        value=pl.Series(split(fill[at], at, random.uniform(0.3, 1, len(at)))),
        is_goods=pl.lit(True),
    )  # fmt: skip


def _site(world: World, masters: Masters, deals: Deals, projects: pl.DataFrame) -> pl.DataFrame:
    """What projects buy beside their contracts of purchase, up to what they are to cost."""
    random, given = world.random("site_orders"), world.parameters["trade"]
    costs = given["project_costs"]
    bought = deals.contracts.filter(pl.col("for_contract_id").is_not_null())
    bought = bought.group_by(pl.col("for_contract_id").alias("contract_id")).agg(_bought=pl.col("net_amount").sum())
    own = projects.join(bought, on="contract_id", how="left", maintain_order="left")
    builds = (own["company_id"] == company_of(masters, ENGINEERING)).to_numpy()
    mean, deviation = (np.where(builds, costs[ENGINEERING][at], costs[CONSULTING][at]).astype(float) for at in (0, 1))
    budget = own["budget_amount"].to_numpy()
    wanted = budget * random.normal(mean, deviation)
    rest = np.maximum(wanted - own["_bought"].fill_null(0).to_numpy(), 0.03 * budget)
    count = called_off(random, world.expected(given["orders"]["site"]), rest**0.7)
    at = np.repeat(np.arange(own.height), count)
    begins, ends = (own[one].to_physical().to_numpy()[at] for one in ("begins_on", "finished_on"))
    company = own["company_id"].to_numpy()[at]
    is_goods = builds[at] & (random.random(len(at)) < costs["goods"])
    sister = is_goods & (random.random(len(at)) < costs["sister"])
    trade = np.where(is_goods, "material", np.where(builds[at], "subcontract", "service"))
    party = pick_parties(random, masters.suppliers, company, trade)
    party = np.where(sister, own_party(masters.suppliers, company_of(masters, EQUIPMENT)), party)
    weight = np.exp(random.normal(0, 1.0, len(at)))
    vat = np.where(is_goods, 0.13, np.where(builds[at], 0.09, 0.06))
    return pl.DataFrame(
        {
            "company_id": company,
            "party_id": party,
            "project_id": own["id"].to_numpy()[at],
            "currency": masters.companies["currency"].to_numpy()[company - 1],
            "vat": vat,
            "terms": by_id(masters.suppliers, "terms")[party],
            "subject": ["project_cost"] * len(at),
            "ordered_on": days_between(world, random, begins, np.maximum(ends - 15, begins)),
            "value": np.maximum(split(rest.astype(np.int64)[at], at, weight), 100 * MINOR_UNIT),
            "is_goods": is_goods,
        }
    ).hstack(pick_people(random, masters, company, "purchasing"))


def _overhead(world: World, masters: Masters) -> pl.DataFrame:
    """What companies buy for themselves; the rent is the same every time, at the same landlord's."""
    random, given = world.random("overhead"), world.parameters["trade"]
    count = world.expected(given["orders"]["overhead"])
    people = np.array([one["employees"] for one in world.parameters["companies"]])
    company = random.choice(masters.companies["id"].to_numpy(), count, p=people / people.sum())
    subjects = list(given["overhead"])
    subject = random.choice(subjects, count, p=[given["overhead"][one][0] for one in subjects])
    abroad = (masters.companies["country"].to_numpy() == "US")[company - 1]
    vat = np.where(abroad, 0.0, [given["overhead"][one][1] for one in subject.tolist()])
    party = pick_parties(random, masters.suppliers, company, np.full(count, "service"))
    value = lognormal_amounts(random, np.full(count, float(given["amounts"]["overhead"])), given["amounts"]["sigma"])
    ordered = world.days(random, count)
    for one in masters.companies["id"].to_list():
        rows = np.flatnonzero((company == one) & (subject == "rent"))
        if len(rows) == 0:
            continue
        every = np.linspace(world.timeline.first, world.timeline.last, len(rows)).astype("datetime64[D]")
        ordered[rows] = working(world, every.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64), one)
        party[rows], value[rows] = party[rows[0]], int(people[one - 1] * 260_000) * MINOR_UNIT
    value = np.where(abroad, np.rint(value / world.parameters["rates"]["dollar"]).astype(np.int64), value)
    return pl.DataFrame(
        {
            "company_id": company,
            "party_id": party,
            "currency": masters.companies["currency"].to_numpy()[company - 1],
            "vat": vat,
            "terms": by_id(masters.suppliers, "terms")[party],
            "subject": subject,
            "ordered_on": ordered,
            "value": value,
            "is_goods": np.zeros(count, dtype=bool),
        }
    ).hstack(_anyone(world, masters, random, company))


def _sister_consulting(world: World, masters: Masters, projects: pl.DataFrame) -> pl.DataFrame:
    """What the contractor has the consulting company do for its projects."""
    random, given = world.random("sister_consulting"), world.parameters["trade"]
    buyer = company_of(masters, ENGINEERING)
    own = projects.filter(pl.col("company_id") == buyer)
    count = world.expected(given["orders"]["sister_consulting"]) if own.height else 0
    chosen = own[np.sort(random.integers(0, max(own.height, 1), count))]
    begins, ends = (chosen[one].to_physical().to_numpy() for one in ("begins_on", "finished_on"))
    company = np.full(count, buyer)
    median = np.full(count, float(given["amounts"]["sister_consulting"]))
    return _of_sister(masters, CONSULTING, company).with_columns(
        project_id=chosen["id"],
        subject=pl.lit("project_cost"),
        ordered_on=pl.Series(days_between(world, random, begins, ends)),
        value=pl.Series(lognormal_amounts(random, median, 0.7)),
    ).hstack(pick_people(random, masters, company, "delivery"))  # fmt: skip


def _sister_property(world: World, masters: Masters) -> pl.DataFrame:
    """What the property company does for all others, every month or so, at about the same price."""
    random, given = world.random("sister_property"), world.parameters["trade"]
    seller = company_of(masters, PROPERTY)
    months = (world.timeline.last - world.timeline.first) / 30.4
    each = max(2, round(months * given["orders"]["sister_months"] * min(world.scale, 4.0)))
    buyers = np.array([one for one in masters.companies["id"].to_list() if one != seller])
    company = np.repeat(buyers, each)
    price = lognormal_amounts(random, np.full(len(buyers), float(given["amounts"]["sister_property"])), 0.4)
    day = np.linspace(world.timeline.first + 3, world.timeline.last, each).astype(np.int32)
    return _of_sister(masters, PROPERTY, company).with_columns(
        subject=pl.lit("services"),
        ordered_on=pl.Series(working(world, np.tile(day, len(buyers)), seller)),
        value=pl.Series(np.repeat(price, each) + random.integers(0, 40, len(company)) * 100 * MINOR_UNIT),
    ).hstack(_anyone(world, masters, random, company))  # fmt: skip


def _of_sister(masters: Masters, business: str, company: np.ndarray) -> pl.DataFrame:
    seller = company_of(masters, business)
    party = own_party(masters.suppliers, seller)
    return pl.DataFrame({"company_id": company}).with_columns(
        party_id=pl.lit(party, pl.Int64),
        currency=pl.lit(masters.companies["currency"][seller - 1]),
        vat=pl.lit(masters.companies["vat"][seller - 1]),
        terms=pl.lit(by_id(masters.suppliers, "terms")[party], pl.Int64),
        is_goods=pl.lit(False),
    )


def _anyone(world: World, masters: Masters, random: np.random.Generator, company: np.ndarray) -> pl.DataFrame:
    """Heads of departments: employee_id, department_id."""
    heads = masters.employees.filter(pl.col("level") > 0).sort("id")
    chosen = np.zeros(len(company), dtype=np.int64)
    for one in np.unique(company):
        rows = np.flatnonzero(company == one)
        chosen[rows] = random.choice(heads.filter(pl.col("company_id") == int(one))["id"].to_numpy(), len(rows))
    department = by_id(masters.employees, "department_id")[chosen]
    return pl.DataFrame({"employee_id": chosen, "department_id": department})


def _completed(world: World, masters: Masters, flow: str, orders: pl.DataFrame) -> pl.DataFrame:
    """With approval, promise, delivery or performance, cancellation."""
    random, given = world.random(f"{flow}_days"), world.parameters["trade"]["goods"]
    count, company, ordered = orders.height, orders["company_id"].to_numpy(), orders["ordered_on"].to_numpy()
    approved = working(world, ordered + random.integers(0, 5, count), company)
    lag = np.minimum(4 + np.rint(10 * np.exp(random.normal(0, 0.6, count))), 80).astype(np.int64)
    promised = working(world, ordered + np.maximum(lag - random.integers(-2, 7, count), 4), company)
    last = working(world, np.maximum(ordered + lag, approved + 1), company)
    cancelled = working(world, approved + random.integers(1, 10, count), company)
    is_sister = (by_id(masters.suppliers.with_columns(pl.col("own_company_id").fill_null(0)), "own_company_id") > 0)[
        orders["party_id"].to_numpy()
    ]
    falls = (random.random(count) < given["cancelled"]) & ~is_sister
    return on_duty(masters, orders, "ordered_on").with_columns(
        approved_on=pl.Series(approved),
        promised_on=pl.Series(promised),
        soonest=pl.Series(approved + 3),
        last_on=pl.Series(last),
        cancelled_on=pl.when(pl.Series(falls)).then(pl.Series(cancelled)),
        is_short=pl.Series((random.random(count) < given["short"]) & ~is_sister),
    )
