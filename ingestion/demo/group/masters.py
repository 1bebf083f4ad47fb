"""Who and what the group is made of: companies, departments, people, customers, suppliers, bank accounts, products."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingestion.demo.group.holdings import make_bank_accounts, make_products
from ingestion.demo.group.names import parties, people
from ingestion.demo.group.repeating import repeated
from ingestion.demo.group.world import MINOR_UNIT, World, dates, pareto_weights

FUNCTIONS = ("management", "sales", "delivery", "purchasing", "finance", "administration", "research")
_DEPARTMENT_NAMES = {
    "management": "总经理办公室 General Management",
    "sales": "市场部 Sales",
    "delivery": "工程部 Delivery",
    "purchasing": "采购部 Purchasing",
    "finance": "财务部 Finance",
    "administration": "综合管理部 Administration",
    "research": "技术中心 Technology",
}
_SPREAD = {
    "management": 0.03,
    "sales": 0.20,
    "delivery": 0.44,
    "purchasing": 0.08,
    "finance": 0.08,
    "administration": 0.09,
    "research": 0.08,
}
# Yuan that each level may approve by itself: staff, head of department, deputy general manager, general manager.
LIMITS = (0, 50_000, 500_000, 5_000_000)


@dataclass(frozen=True)
class Masters:
    """The group's master data; keys are whole numbers from 1, common to all systems (which have keys of their own).

    Attributes:
        companies: id, code, business, name, currency, country, vat (share), parent_id.
        departments: id, company_id, code, function, name, and `merged_on`, `merged_into` (a reorganisation).
        employees: id, company_id, department_id, number, name, level (0–3, see LIMITS), manager_id, hired_on, left_on,
            raised_on (from which day the limit is doubled), limit_amount.
        customers: id, name, short_name, tax_number, country, company_id (which company mostly sells to it), character,
            weight, terms, credit_limit_amount, declines_on, own_company_id (null: a third party).
        suppliers: id, name, short_name, tax_number, country, company_id, trade, weight, terms, own_company_id.
        bank_accounts: id, company_id, bank, number, currency, purpose (operating, wages, margin), opening_amount.
        products: id, line, code, name, unit, price_amount, cost_amount (yuan), weight.
    """

    companies: pl.DataFrame
    departments: pl.DataFrame
    employees: pl.DataFrame
    customers: pl.DataFrame
    suppliers: pl.DataFrame
    bank_accounts: pl.DataFrame
    products: pl.DataFrame


def make_masters(world: World) -> Masters:
    """All master data of a group."""
    companies = _companies(world)
    departments = _departments(world, companies)
    return Masters(
        companies,
        departments,
        _employees(world, companies, departments),
        _customers(world, companies),
        _suppliers(world, companies),
        make_bank_accounts(world, companies),
        make_products(world),
    )


def _companies(world: World) -> pl.DataFrame:
    given = world.parameters["companies"]
    ids = {company["code"]: number for number, company in enumerate(given, start=1)}
    return pl.DataFrame(
        {
            "id": list(ids.values()),
            "code": list(ids),
            "business": [company["business"] for company in given],
            "name": [company["name"] for company in given],
            "currency": [company["currency"] for company in given],
            "country": [company["country"] for company in given],
            "vat": [company["vat"] for company in given],
            "parent_id": [ids.get(company.get("parent", "")) for company in given],
        },
        schema_overrides={"parent_id": pl.Int64},
    )


def _departments(world: World, companies: pl.DataFrame) -> pl.DataFrame:
    """Six or seven a company; in the second year two of them are merged into others."""
    rows = companies.select(company_id="id", company_code="code", country="country").join(
        pl.DataFrame({"function": FUNCTIONS}), how="cross"
    )
    rows = rows.filter((pl.col("function") != "research") | pl.col("company_code").is_in(["YZG", "YZE", "YZC", "YZT"]))
    rows = rows.with_row_index("id", offset=1).with_columns(
        pl.col("id").cast(pl.Int64),
        code=pl.col("company_code") + "-" + pl.col("function").str.slice(0, 3).str.to_uppercase(),
        name=pl.col("function").replace_strict(_DEPARTMENT_NAMES, return_dtype=pl.String),
    )
    merged = {("YZC", "research"): ("YZC", "delivery"), ("YZT", "research"): ("YZT", "purchasing")}
    by_code = {(row["company_code"], row["function"]): row["id"] for row in rows.to_dicts()}
    day = dates(np.array([world.timeline.first + 547]))[0]
    return rows.with_columns(
        merged_on=pl.when(pl.col("id").is_in([by_code[one] for one in merged])).then(pl.lit(day)),
        merged_into=pl.col("id").replace_strict(
            {by_code[one]: by_code[other] for one, other in merged.items()}, default=None, return_dtype=pl.Int64
        ),
    ).drop("company_code", "country")


def _employees(world: World, companies: pl.DataFrame, departments: pl.DataFrame) -> pl.DataFrame:
    """A head for every department, a general manager and a deputy for every company, and their people."""
    random, count = world.random("employees"), world.size("employees")
    shares = [company["employees"] for company in world.parameters["companies"]]
    business = departments.join(companies.select(company_id="id", at="id"), on="company_id")
    wanted = np.array([shares[row["company_id"] - 1] * _SPREAD[row["function"]] * count for row in business.to_dicts()])
    sizes = np.maximum(np.rint(wanted).astype(int), 2)
    row, place = repeated(sizes)
    department = departments["id"].to_numpy()[row]
    company = departments["company_id"].to_numpy()[department - 1]
    is_management = departments["function"].to_numpy()[department - 1] == "management"
    level = np.where(place == 0, np.where(is_management, 3, 1), np.where(is_management & (place == 1), 2, 0))
    ids = np.arange(1, len(department) + 1)
    head_of = {int(d): int(i) for d, i, at in zip(department, ids, place, strict=True) if at == 0}
    chief_of = {int(c): int(i) for c, i, one in zip(company, ids, level, strict=True) if one == 3}
    # people answer to the head of their department, heads and deputies to their general manager, those to the parent's
    manager = [
        {0: head_of[d], 3: chief_of[1] if c != 1 else None}.get(one, chief_of[c])
        for c, d, one in zip(company.tolist(), department.tolist(), level.tolist(), strict=True)
    ]
    first, last = world.timeline.first, world.timeline.last
    hired = np.where(
        random.random(len(ids)) < 0.72,
        first - random.integers(30, 4000, len(ids)),
        random.integers(first, last, len(ids)),
    )
    hired = np.where(level > 0, first - random.integers(400, 4000, len(ids)), hired)
    stays = (level > 0) | (random.random(len(ids)) < 0.8)
    leaves = np.maximum(hired, first) + random.integers(200, 1500, len(ids))
    raised = (level > 0) & (random.random(len(ids)) < 0.35)
    abroad = company == 6
    names = np.where(abroad, people(random, len(ids), abroad=True), people(random, len(ids)))
    return pl.DataFrame(
        {
            "id": ids,
            "company_id": company,
            "department_id": department,
            "number": [
                f"{c}{number:05d}" for c, number in zip(companies["code"].to_numpy()[company - 1], ids, strict=True)
            ],
            "name": names,
            "level": level,
            "manager_id": manager,
            "hired_on": dates(hired),
            "left_on": dates(np.where(stays, 0, leaves)),
            "raised_on": dates(np.where(raised, random.integers(first + 200, last - 200, len(ids)), 0)),
            "limit_amount": np.array(LIMITS)[level] * MINOR_UNIT,
        }
    ).with_columns(pl.when(pl.col(day).to_physical() > 0).then(day).alias(day) for day in ("left_on", "raised_on"))


def _customers(world: World, companies: pl.DataFrame) -> pl.DataFrame:
    random, count = world.random("customers"), world.size("customers")
    selling, characters = world.parameters["selling"], world.parameters["characters"]
    home = random.choice(
        companies["id"].to_numpy(), count, p=[selling[name]["share"] for name in companies["business"]]
    )
    foreign = home == 6
    weight = pareto_weights(random, count)
    character = random.choice(list(characters), count, p=[one["share"] for one in characters.values()])
    character = np.where((weight > np.quantile(weight, 0.95)) & (character == "declining"), "late", character)
    terms = np.array([selling[name]["terms"] for name in companies["business"]])[home - 1]
    limit = np.where(random.random(count) < 0.7, np.ceil(weight / weight.max() * 60) * 500_000 * MINOR_UNIT, 0)
    declines = random.integers(world.timeline.first + 500, world.timeline.last - 250, count)
    return _with_group(
        world,
        companies,
        _named(random, foreign, buys=True).with_columns(
            pl.Series("company_id", home),
            pl.Series("character", character),
            pl.Series("weight", weight),
            pl.Series("terms", terms + random.choice([0, 0, 0, 15, 30, -15], count)),
            pl.Series("credit_limit_amount", limit.astype(np.int64)),
            pl.Series("declines_on", dates(np.where(character == "declining", declines, 0))),
        ),
    ).with_columns(
        pl.col("credit_limit_amount").replace(0, None),
        declines_on=pl.when(pl.col("declines_on").to_physical() > 0).then("declines_on"),
        character=pl.col("character").fill_null("prompt"),
        terms=pl.col("terms").fill_null(30),
    )


def _suppliers(world: World, companies: pl.DataFrame) -> pl.DataFrame:
    random, count = world.random("suppliers"), world.size("suppliers")
    home = random.choice(companies["id"].to_numpy(), count, p=[0.38, 0.30, 0.14, 0.06, 0.07, 0.05])
    kinds = world.parameters["buying"]["kinds"]
    foreign = home == 6
    return _with_group(
        world,
        companies,
        _named(random, foreign, buys=False).with_columns(
            pl.Series("company_id", home),
            pl.Series("trade", random.choice(list(kinds), count, p=list(kinds.values()))),
            pl.Series("weight", pareto_weights(random, count)),
            pl.Series("terms", random.choice([15, 30, 45, 60], count, p=[0.2, 0.4, 0.25, 0.15])),
        ),
    ).with_columns(trade=pl.col("trade").fill_null("service"), terms=pl.col("terms").fill_null(30))


def _named(random: np.random.Generator, foreign: np.ndarray, *, buys: bool) -> pl.DataFrame:
    """id, name, short_name, tax_number, country of parties."""
    count = len(foreign)
    here, there = (parties(random, count, abroad=abroad, buys=buys) for abroad in (False, True))
    countries = np.array(["US", "DE", "BR", "ID", "AE", "KE"])
    tax = [
        f"91{number:06d}MA{number * 7919 % 10_000:04d}{number % 9}X" for number in random.permutation(900_000)[:count]
    ]
    return pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "name": np.where(foreign, there[0], here[0]),
            "short_name": np.where(foreign, there[1], here[1]),
            "tax_number": [None if abroad else number for abroad, number in zip(foreign, tax, strict=True)],
            "country": np.where(foreign, random.choice(countries, count), "CN"),
        }
    )


def _with_group(world: World, companies: pl.DataFrame, third_parties: pl.DataFrame) -> pl.DataFrame:
    """The parties, and behind them the group's own companies, which deal with each other too."""
    own = companies.select(
        id=pl.col("id") + third_parties.height,
        name="name",
        short_name="code",
        tax_number=pl.when(pl.col("country") == "CN").then(
            pl.concat_str(pl.lit("9131000MA0"), "code", pl.lit("0001X"))
        ),
        country="country",
        own_company_id="id",
        weight=pl.lit(0.0),
    )
    return pl.concat([third_parties.with_columns(own_company_id=pl.lit(None, pl.Int64)), own], how="diagonal")
