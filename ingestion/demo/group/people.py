"""What people spend on the group's behalf: business travel and expense claims."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingestion.demo.group.authority import add_working, is_abroad, paces
from ingestion.demo.group.claim_lines import make_claim_lines
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.timeline import Days
from ingestion.demo.group.world import MINOR_UNIT, Ints, World, dates

TIERS = ("first", "second", "third", "abroad")
_TRIES = 12
_WORKING_HOURS = 9


@dataclass(frozen=True)
class People:
    """Keys are whole numbers from 1, days are Date, amounts whole minor units of `currency` (the company's).

    Attributes:
        policies: id, subject (hotel, meals), tier (of cities), level (0: staff, 1: heads and above), currency,
            limit_amount (a night, a day).
        travels: id, employee_id, company_id, department_id, project_id (null), from_city, to_city, tier, purpose,
            starts_on, ends_on, nights, currency, estimated_amount, applied_on, approved_on.
        claims: id, number, company_id, employee_id, department_id, project_id (null), travel_id (null), currency,
            net_amount, tax_amount (recoverable), gross_amount, submitted_on, returned_count, approved_on (null:
            rejected), rejected_on (null: approved), paid_on (null: rejected).
        claim_lines: id, claim_id, sequence, subject, incurred_on, city, quantity (whole nights of a hotel, days of
            meals, else 1), invoice_number (20 digits; 8 with a code; abroad a receipt's), invoice_code (null: none),
            seller, net_amount, tax_amount, gross_amount. They add up to the claim.
    """

    policies: pl.DataFrame
    travels: pl.DataFrame
    claims: pl.DataFrame
    claim_lines: pl.DataFrame


def make_people(world: World, masters: Masters, projects: pl.DataFrame) -> People:
    """All travels and claims of the timeline; their people are employed from the first day to the claim."""
    policies = _policies(world)
    travels = _travels(world, masters, projects)
    claims = pl.concat([_of_travels(world, masters, travels), _others(world, masters, projects)], how="diagonal")
    claims = claims.sort("submitted_on", "employee_id", "travel_id").with_row_index("id", offset=1)
    claims = claims.with_columns(pl.col("id").cast(pl.Int64)).join(
        masters.companies.select(company_id="id", currency="currency"), on="company_id", maintain_order="left"
    )
    lines = make_claim_lines(world, masters, claims, travels, policies)
    totals = lines.group_by("claim_id").agg(pl.col("net_amount", "tax_amount", "gross_amount").sum())
    claims = claims.join(totals, left_on="id", right_on="claim_id", maintain_order="left")
    return People(policies, travels, _decided(world, masters, claims), lines)


def _policies(world: World) -> pl.DataFrame:
    rows = [
        (subject, tier, level, "USD" if tier == "abroad" else "CNY", limit * MINOR_UNIT)
        for subject, tiers in world.parameters["people"]["policy"].items()
        for tier, limits in tiers.items()
        for level, limit in enumerate(limits)
    ]
    names = ["subject", "tier", "level", "currency", "limit_amount"]
    return (
        pl.DataFrame(rows, schema=names, orient="row")
        .with_row_index("id", offset=1)
        .with_columns(pl.col("id").cast(pl.Int64))
    )


def _travels(world: World, masters: Masters, projects: pl.DataFrame) -> pl.DataFrame:
    given, random = world.parameters["people"], world.random("travels")
    count = world.expected(given["travels"])
    starts = world.days(random, count)
    nights = random.choice(len(given["nights"]), count, p=given["nights"])
    ends = starts + nights.astype(np.int32)
    who = _employed(world, masters, random, starts - 14, ends + 40)
    business = masters.companies["business"].to_numpy()[who["company_id"].to_numpy() - 1]
    abroad = is_abroad(masters, who["company_id"])
    tier = np.where(abroad, 3, random.choice(3, count, p=[0.35, 0.4, 0.25]))
    cities = given["cities"]
    draw = random.random(count)
    to_city = [cities[TIERS[at]][int(share * len(cities[TIERS[at]]))] for at, share in zip(tier, draw, strict=True)]
    estimated = (np.rint((600 + nights * 620) * random.uniform(0.8, 1.4, count) / 100)).astype(np.int64) * 100
    approved = add_working(world, abroad, starts, -random.integers(1, 5, count))
    applied = add_working(world, abroad, approved, -random.integers(0, 3, count))
    return (
        who.with_columns(
            project_id=_projects(world, masters, random, who, starts, projects),
            from_city=pl.Series([cities["home"][one] for one in business]),
            to_city=pl.Series(to_city),
            tier=pl.Series(np.array(TIERS)[tier]),
            purpose=pl.Series(random.choice(["site", "customer", "supplier", "meeting", "exhibition"], count)),
            starts_on=dates(starts),
            ends_on=dates(ends),
            nights=pl.Series(nights),
            currency=pl.Series(np.where(abroad, "USD", "CNY")),
            estimated_amount=pl.Series(
                np.where(abroad, np.rint(estimated * given["abroad"]), estimated).astype(np.int64) * MINOR_UNIT
            ),
            applied_on=dates(applied),
            approved_on=dates(approved),
        )
        .sort("applied_on", "starts_on", "employee_id", maintain_order=True)
        .with_row_index("id", offset=1)
        .with_columns(pl.col("id").cast(pl.Int64))
    )


def _of_travels(world: World, masters: Masters, travels: pl.DataFrame) -> pl.DataFrame:
    given, random = world.parameters["people"], world.random("claims_of_travels")
    ends = travels["ends_on"].to_physical().to_numpy()
    lag = 1 + np.minimum(random.exponential(given["claim_lag"], travels.height), 25).astype(np.int32)
    claimed = random.random(travels.height) < given["claimed"]
    submitted = add_working(world, (travels["tier"] == "abroad").to_numpy(), ends + lag, 0)
    return travels.select(
        "employee_id",
        "company_id",
        "department_id",
        "project_id",
        travel_id="id",
        submitted_on=dates(submitted),
    ).filter(pl.Series(claimed))


def _others(world: World, masters: Masters, projects: pl.DataFrame) -> pl.DataFrame:
    given, random = world.parameters["people"], world.random("other_claims")
    submitted = world.days(random, world.expected(given["other_claims"]))
    who = _employed(world, masters, random, submitted - given["incurred_before"], submitted + 14)
    abroad = is_abroad(masters, who["company_id"])
    submitted = add_working(world, abroad, submitted, 0)
    project = _projects(world, masters, random, who, submitted, projects)
    return who.with_columns(project_id=project, submitted_on=dates(submitted))


def _decided(world: World, masters: Masters, claims: pl.DataFrame) -> pl.DataFrame:
    """With number and the days of decision and payment: as quick as the head and the head of finance are."""
    given, random, count = world.parameters["people"], world.random("claims_decided"), claims.height
    pace = dict(paces(world, masters).select("employee_id", "hours").iter_rows())
    heads = masters.employees.filter(pl.col("level") > 0).join(
        masters.departments.select(department_id="id", function="function"), on="department_id"
    )
    head_of = {row["department_id"]: row["id"] for row in heads.sort("level").to_dicts()}
    finance_of = {row["company_id"]: row["id"] for row in heads.to_dicts() if row["function"] == "finance"}
    hours = np.array(
        [
            pace[head_of[department]] + pace[finance_of[company]]
            for department, company in claims.select("department_id", "company_id").iter_rows()
        ]
    )
    returned = random.choice(len(given["returned"]), count, p=given["returned"])
    spent = hours * np.exp(random.normal(-0.1, 0.45, count)) * (1 + returned)
    submitted, abroad = claims["submitted_on"].to_physical().to_numpy(), is_abroad(masters, claims["company_id"])
    decided = add_working(world, abroad, submitted, np.floor(spent / _WORKING_HOURS + 0.4).astype(np.int64))
    rejected = random.random(count) < given["rejected"]
    paid = decided + 1 + (given["payment_weekday"] - (decided + 1 + 3)) % 7
    paid = add_working(world, abroad, paid, 0)
    month = pl.col("submitted_on").dt.to_string("%Y%m")
    sequence = pl.int_range(1, pl.len() + 1).over(month).cast(pl.String).str.zfill(4)
    accepted = ~pl.Series(rejected)
    return claims.with_columns(
        number=pl.concat_str(pl.lit("BX-"), month, pl.lit("-"), sequence),
        returned_count=pl.Series(returned),
        approved_on=dates(decided).zip_with(accepted, pl.Series([None], dtype=pl.Date)),
        rejected_on=dates(decided).zip_with(~accepted, pl.Series([None], dtype=pl.Date)),
        paid_on=dates(paid).zip_with(accepted, pl.Series([None], dtype=pl.Date)),
    )


def _employed(world: World, masters: Masters, random: np.random.Generator, since: Days, until: Days) -> pl.DataFrame:
    """Somebody who is employed all the time between two days: employee_id, company_id, department_id (on the last)."""
    people = masters.employees.join(
        masters.departments.select("merged_on", "merged_into", "function", department_id="id"),
        on="department_id",
        maintain_order="left",
    )
    weight = np.array([world.parameters["people"]["weights"][one] for one in people["function"]], dtype=float)
    hired = people["hired_on"].to_physical().to_numpy()
    left = people["left_on"].to_physical().fill_null(2**30).to_numpy()
    tried = random.choice(people.height, (len(since), _TRIES), p=weight / weight.sum())
    fits = (hired[tried] <= np.maximum(since, world.timeline.first)[:, None]) & (left[tried] >= until[:, None])
    # those who head something were there before the first day, and stay
    stays = np.flatnonzero(people["level"].to_numpy() > 0)
    found = np.where(
        fits.any(axis=1), tried[np.arange(len(since)), fits.argmax(axis=1)], random.choice(stays, len(since))
    )
    merged = pl.col("merged_on").is_not_null() & (pl.col("merged_on") <= dates(until))
    return people[found].select(
        employee_id="id",
        company_id="company_id",
        department_id=pl.when(merged).then("merged_into").otherwise("department_id"),
    )


def _projects(
    world: World, masters: Masters, random: np.random.Generator, who: pl.DataFrame, day: Days, projects: pl.DataFrame
) -> pl.Series:
    """A project of the company that is under way on the day, for most of the delivery people; else null."""
    delivery = masters.departments.filter(pl.col("function") == "delivery")["id"].to_numpy()
    wanted = np.isin(who["department_id"].to_numpy(), delivery)
    wanted &= random.random(who.height) < world.parameters["people"]["on_project"]
    company, found = who["company_id"].to_numpy(), np.zeros(who.height, dtype=np.int64)
    for one in projects["company_id"].unique().sort().to_list():
        own = projects.filter(pl.col("company_id") == one)
        begins, finished = (own[name].to_physical().to_numpy() for name in ("begins_on", "finished_on"))
        rows = np.flatnonzero(wanted & (company == one))
        tried: Ints = random.integers(0, own.height, (len(rows), _TRIES))
        fits = (begins[tried] <= day[rows, None]) & (day[rows, None] <= finished[tried])
        first = own["id"].to_numpy()[tried[np.arange(len(rows)), fits.argmax(axis=1)]]
        found[rows] = np.where(fits.any(axis=1), first, 0)
    return pl.Series(found).replace(0, None)
