"""Contracts of sale and purchase: their days, amounts, numbers, lines and changes."""

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.picking import by_business, pick_parties, pick_people
from ingestion.demo.group.repeating import repeated, spread, uneven
from ingestion.demo.group.timeline import Days
from ingestion.demo.group.world import MINOR_UNIT, SHARE_UNIT, Ints, World, dates, lognormal_amounts

LEAST_CONSULTING = 900_000 * MINOR_UNIT


def sales_contracts(world: World, masters: Masters, opportunities: pl.DataFrame) -> pl.DataFrame:
    """Of every opportunity that is won; the retention and the advance are those of the business."""
    random = world.random("sales_contracts")
    won = opportunities.filter(pl.col("outcome") == "won")
    company, count = won["company_id"].to_numpy(), won.height
    gross = np.rint(won["amount"].to_numpy() * random.uniform(0.9, 1.05, count) / 1000).astype(np.int64) * 1000
    months = by_business(world, masters, company, "months") * np.exp(random.normal(0, 0.3, count))
    signed = won["closed_on"].to_physical().to_numpy() + random.integers(0, 12, count)
    frame = _dated(
        world, random, signed.astype(np.int32), months, by_business(world, masters, company, "warranty_months")
    )
    return _amounts(
        frame.with_columns(
            pl.Series("_row", np.arange(count)),
            pl.lit("sales").alias("kind"),
            won["company_id"],
            won["customer_id"].alias("party_id"),
            won["id"].alias("opportunity_id"),
            won["employee_id"],
            won["department_id"],
            won["currency"],
            pl.Series("vat", masters.companies["vat"].to_numpy()[company - 1]),
            pl.Series("advance", _shares(by_business(world, masters, company, "advance"))),
            pl.Series("retention", _shares(by_business(world, masters, company, "retention"))),
            pl.Series("gross_amount", gross),
            is_tendered=pl.lit(False),
        ).with_columns(_terms(masters.customers))
    )


def purchase_contracts(world: World, masters: Masters, sales: pl.DataFrame) -> pl.DataFrame:
    """What is bought under contract; subcontracts and much material for a sales contract that is under way."""
    random, buying = world.random("purchase_contracts"), world.parameters["buying"]
    count = world.events("purchase_contracts")
    kinds = list(buying["kinds"])
    kind = random.choice(kinds, count, p=list(buying["kinds"].values()))
    company = random.choice(masters.companies["id"].to_numpy(), count, p=[0.42, 0.28, 0.12, 0.08, 0.06, 0.04])
    company = np.where((kind == "subcontract") & ~np.isin(company, (1, 4)), 1, company)
    signed = world.days(random, count)
    median = np.array([buying["amounts"][one] for one in kind.tolist()], dtype=float) * np.where(company == 6, 0.15, 1)
    gross = lognormal_amounts(random, median, buying["sigma"])
    months = np.exp(random.normal(1.4, 0.5, count))
    frame = _dated(world, random, signed, months, np.where(kind == "subcontract", 24, 12))
    vat = np.where(company == 6, 0.0, np.where(kind == "subcontract", 0.09, np.where(kind == "service", 0.06, 0.13)))
    served = _under_way(random, sales, company, signed, np.isin(kind, ("subcontract", "material")))
    gross = _within_means(gross, served, kind, sales, buying["most_served"])
    big = gross * np.where(company == 6, 7, 1) > 40_000_000
    return _amounts(
        frame.with_columns(
            pl.lit("purchase").alias("kind"),
            pl.Series("company_id", company),
            pl.Series("party_id", pick_parties(random, masters.suppliers, company, kind)),
            pl.Series("_for", served, dtype=pl.Int64),
            pl.Series("buying_kind", kind),
            pl.Series("currency", masters.companies["currency"].to_numpy()[company - 1]),
            pl.Series("vat", vat),
            pl.Series("advance", np.where(kind == "equipment", 3000, 0)),
            pl.Series("retention", _shares(np.array([buying["retention"][one] for one in kind.tolist()]))),
            pl.Series("gross_amount", gross),
            pl.Series("is_tendered", big & (random.random(count) < buying["tendered"])),
        )
        .hstack(pick_people(random, masters, company, "purchasing", signed))
        .with_columns(_terms(masters.suppliers))
    )


def _within_means(gross: Ints, served: list[int | None], kind: np.ndarray, sales: pl.DataFrame, most: float) -> Ints:
    """Amounts such that what serves one sales contract takes at most a share of it; a lone subcontract is small."""
    rows = np.array([-1 if row is None else row for row in served])
    signed = sales["gross_amount"].to_numpy().astype(float)
    taken = np.bincount(rows[rows >= 0], gross[rows >= 0], sales.height)
    factor = np.minimum(1.0, most * signed / np.maximum(taken, 1.0))
    lone = np.where(kind == "subcontract", 0.1, 1.0)
    fitted = gross * np.where(rows >= 0, factor[rows], lone)
    return np.maximum(np.rint(fitted / 100_000), 1).astype(np.int64) * 100_000


def _dated(
    world: World, random: np.random.Generator, signed: Days, months: np.ndarray, warranty_months: np.ndarray
) -> pl.DataFrame:
    """The days of contracts: applied for, signed, begun, to be finished, finished, out of warranty."""
    count, timeline = len(signed), world.timeline
    signed = timeline.next_working(signed)
    begins = timeline.next_working((signed + random.integers(3, 25, count)).astype(np.int32))
    length = np.maximum(months * 30.4, 20)
    slip = length * np.maximum(random.normal(0.06, 0.16, count), -0.1)
    ends, finished = begins + length, begins + length + slip
    return pl.DataFrame(
        {
            "warranty_months": warranty_months,
            "applied_on": dates(signed - random.integers(4, 15, count)),
            "signed_on": dates(signed),
            "begins_on": dates(begins),
            "ends_on": dates(ends.astype(np.int32)),
            "finished_on": dates(finished.astype(np.int32)),
            "warranty_ends_on": dates((finished + warranty_months * 30.4).astype(np.int32)),
        }
    )


def _amounts(contracts: pl.DataFrame) -> pl.DataFrame:
    """With tax and net of the gross amount; the tax is rounded half up."""
    gross = contracts["gross_amount"].to_numpy()
    rate = np.rint(contracts["vat"].to_numpy() * 100).astype(np.int64)
    net = (gross * 200 + (100 + rate)) // (2 * (100 + rate))
    return contracts.with_columns(pl.Series("net_amount", net), pl.Series("tax_amount", gross - net))


def numbered(contracts: pl.DataFrame, masters: Masters) -> pl.DataFrame:
    """Keys by day of signature, numbers by company, kind and year, titles."""
    letters = pl.when(pl.col("kind") == "sales").then(pl.lit("XS")).otherwise(pl.lit("CG"))
    year = pl.col("signed_on").dt.year()
    ordered = contracts.sort("signed_on", "kind", "company_id", "gross_amount", maintain_order=True)
    return (
        ordered.with_row_index("id", offset=1)
        .with_columns(pl.col("id").cast(pl.Int64))
        .join(
            masters.companies.select(company_id="id", _code="code", _business="business"),
            on="company_id",
            maintain_order="left",
        )
        .with_columns(
            number=pl.concat_str(
                "_code",
                pl.lit("-"),
                letters,
                pl.lit("-"),
                year,
                pl.lit("-"),
                pl.int_range(1, pl.len() + 1).over("company_id", "kind", year).cast(pl.String).str.zfill(4),
            ),
            title=pl.coalesce("buying_kind", "_business") + pl.lit(" ") + pl.col("signed_on").dt.to_string("%Y/%m"),
        )
        .drop("_code", "_business")
    )


def of_projects(masters: Masters, contracts: pl.DataFrame) -> pl.DataFrame:
    """Those that are performed as projects: every sale of engineering, and the larger ones of consulting."""
    engineering, consulting = (
        masters.companies.filter(pl.col("business") == business)["id"].item()
        for business in ("engineering", "consulting")
    )
    is_large = (pl.col("company_id") == consulting) & (pl.col("gross_amount") >= LEAST_CONSULTING)
    return contracts.filter((pl.col("kind") == "sales") & ((pl.col("company_id") == engineering) | is_large))


def contract_lines(world: World, contracts: pl.DataFrame) -> pl.DataFrame:
    """One to four lines a contract, which add up to its net amount."""
    random = world.random("contract_lines")
    count = random.choice([1, 2, 3, 4], contracts.height, p=[0.35, 0.3, 0.2, 0.15])
    contract, number = repeated(count)
    shares = uneven(random, contract, 0.5)
    return pl.DataFrame(
        {
            "id": np.arange(1, len(contract) + 1),
            "contract_id": contracts["id"].to_numpy()[contract],
            "sequence": number + 1,
            "title": [f"item {at}" for at in (number + 1).tolist()],
            "net_amount": spread(contracts["net_amount"].to_numpy(), contract, shares, 100, rest_first=True),
        }
    )


def contract_changes(world: World, masters: Masters, contracts: pl.DataFrame) -> pl.DataFrame:
    """Changes while a contract is performed; most are approved within weeks, some never."""
    random, given = world.random("contract_changes"), world.parameters["changes"]
    business = masters.companies["business"].to_numpy()[contracts["company_id"].to_numpy() - 1]
    mean = np.where(
        contracts["kind"].to_numpy() == "sales",
        np.array([given["mean"][one] for one in business.tolist()]),
        given["mean"]["purchase"],
    )
    count = random.poisson(mean)
    at = np.repeat(np.arange(contracts.height), count)
    begins, finished = (contracts[day].to_physical().to_numpy()[at] for day in ("begins_on", "finished_on"))
    applied = begins + (finished - begins) * random.uniform(0.05, 0.95, len(at))
    size = given["size"] * np.exp(random.normal(0, given["sigma"], len(at)))
    sign = np.where(random.random(len(at)) < given["negative"], -1, 1)
    net = (
        sign * np.maximum(np.rint(contracts["net_amount"].to_numpy()[at] * size / 10_000), 1).astype(np.int64) * 10_000
    )
    rate = np.rint(contracts["vat"].to_numpy()[at] * 100).astype(np.int64)
    approved = world.timeline.next_working((applied + random.integers(3, 40, len(at))).astype(np.int32))
    frame = pl.DataFrame(
        {
            "contract_id": contracts["id"].to_numpy()[at],
            "reason": random.choice(["scope", "design", "price", "site"], len(at)),
            "net_amount": net,
            "tax_amount": net * rate // 100,
            "applied_on": dates(world.timeline.next_working(applied.astype(np.int32))),
            "approved_on": dates(np.where(random.random(len(at)) < given["unapproved"], 0, approved)),
        }
    )
    return (
        frame.with_columns(approved_on=pl.when(pl.col("approved_on").to_physical() > 0).then("approved_on"))
        .sort("applied_on", "contract_id", "net_amount")
        .with_row_index("id", offset=1)
        .with_columns(pl.col("id").cast(pl.Int64), sequence=pl.int_range(1, pl.len() + 1).over("contract_id"))
    )


def _under_way(
    random: np.random.Generator, sales: pl.DataFrame, company: Ints, day: Days, wanted: np.ndarray
) -> list[int | None]:
    """The row of a sales contract of the same company that is being performed on the day, large ones more often."""
    begins, finished = (sales[name].to_physical().to_numpy() for name in ("begins_on", "finished_on"))
    owner, size = sales["company_id"].to_numpy(), sales["gross_amount"].to_numpy().astype(float)
    found: list[int | None] = []
    for one, when, is_wanted, draw in zip(company, day, wanted, random.random(len(company)), strict=True):
        odds = size * ((owner == one) & (begins <= when) & (when < finished - 30)) * is_wanted
        total = odds.sum()
        found.append(int(np.searchsorted(np.cumsum(odds), draw * total, side="right")) if total > 0 else None)
    return found


def _shares(shares: np.ndarray) -> Ints:
    return np.rint(shares * SHARE_UNIT).astype(np.int64)


def _terms(parties: pl.DataFrame) -> pl.Expr:
    terms = dict(parties.select("id", "terms").iter_rows())
    return pl.col("party_id").replace_strict(terms, return_dtype=pl.Int64).alias("terms")
