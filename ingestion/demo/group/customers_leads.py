"""Campaigns, and the leads of which some become opportunities."""

import numpy as np
import polars as pl

from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.names import parties, people
from ingestion.demo.group.picking import pick_parties
from ingestion.demo.group.staffing import employed, pick_employed
from ingestion.demo.group.world import World, dates, lognormal_amounts, numbers

_CAMPAIGN_SOURCES = ("exhibition", "seminar")
_LEAST_CAMPAIGNS = 4
_REASONS = ("no_need", "no_budget", "unreachable", "competitor", "too_small")
_KNOWN = 0.35  # leads that never become an opportunity, of a customer who is known


def make_campaigns(world: World, masters: Masters) -> pl.DataFrame:
    """Exhibitions and seminars.

    Returns:
        see Care.campaigns.
    """
    random = world.random("campaigns")
    count = max(world.expected(world.parameters["care"]["campaigns"]), _LEAST_CAMPAIGNS)
    company = random.choice(masters.companies["id"].to_numpy(), count)
    kind = random.choice(_CAMPAIGN_SOURCES, count)
    begins = world.days(random, count)
    return pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "company_id": company,
            "kind": kind,
            "begins_on": dates(begins),
            "ends_on": dates(begins + random.integers(1, 40, count)),
            "budget_amount": lognormal_amounts(random, np.full(count, 60_000.0), 0.6),
            "currency": masters.companies["currency"].to_numpy()[company - 1],
        }
    ).with_columns(name=pl.concat_str("kind", pl.lit(" "), pl.col("begins_on").dt.to_string("%Y-%m")))


def make_leads(
    world: World, masters: Masters, deals: Deals, opportunity_keepers: pl.DataFrame, campaigns: pl.DataFrame
) -> pl.DataFrame:
    """Leads: of a share of the opportunities, and of those that never became one.

    Returns:
        see Care.leads.
    """
    random, given = world.random("leads"), world.parameters["care"]
    turned = _turned(world, random, masters, deals, opportunity_keepers)
    others = _others(world, random, masters, deals, round(turned.height * (1 / given["converted"] - 1)))
    leads = pl.concat([turned, others], how="diagonal").join(
        masters.customers.select(customer_id="id", known_as="short_name"),
        on="customer_id",
        how="left",
        maintain_order="left",
    )
    count, abroad = leads.height, (leads["company_id"] == 6).to_numpy()
    unknown = np.where(abroad, *(parties(random, count, abroad=there, buys=True)[1] for there in (True, False)))
    contact = np.where(abroad, *(people(random, count, abroad=there) for there in (True, False)))
    source = random.choice(list(given["sources"]), count, p=list(given["sources"].values()))
    return (
        leads.with_columns(
            pl.Series("contact", contact),
            pl.Series("source", source),
            name=pl.coalesce("known_as", pl.Series(unknown)),
        )
        .sort("created_on", "company_id", "name", maintain_order=True)
        .join_asof(
            campaigns.select("company_id", begins_on="begins_on", campaign_id="id", source="kind").sort("begins_on"),
            left_on="created_on",
            right_on="begins_on",
            by=["company_id", "source"],
            tolerance="120d",
            check_sortedness=False,
        )
        .with_row_index("id", offset=1)
        .with_columns(pl.col("id").cast(pl.Int64))
        .drop("known_as", "begins_on")
    )


def _turned(
    world: World, random: np.random.Generator, masters: Masters, deals: Deals, opportunity_keepers: pl.DataFrame
) -> pl.DataFrame:
    """Leads that became opportunities, mostly of who kept those then; those of before the history are not kept."""
    owners = opportunity_keepers.filter(pl.col("sequence") == 1).select("id", _owner="employee_id")
    rows = deals.opportunities.join(owners, on="id", how="left", maintain_order="left")
    opened = numbers(rows["opened_on"])
    created = opened - random.integers(4, 45, rows.height)
    wanted = (random.random(rows.height) < world.parameters["care"]["from_lead"]) & (created >= world.timeline.first)
    created = np.minimum(world.timeline.next_working(created), opened)
    worked = np.minimum(created + random.integers(1, 4, rows.height), opened)
    owner = rows["_owner"].to_numpy()
    somebody = pick_employed(random, masters, rows["company_id"].to_numpy(), "sales", created)
    return rows.select(
        "company_id",
        "customer_id",
        opportunity_id="id",
        line="line",
        employee_id=pl.Series(np.where(employed(masters, owner, created), owner, somebody)),
        created_on=pl.Series(dates(created)),
        worked_on=pl.Series(dates(worked)),
        decided_on="opened_on",
        outcome=pl.lit("converted"),
    ).filter(pl.Series(wanted))


def _others(world: World, random: np.random.Generator, masters: Masters, deals: Deals, count: int) -> pl.DataFrame:
    """Leads that are given up, sooner or later, and a few that somebody deletes."""
    company = random.choice(deals.opportunities["company_id"].to_numpy(), count)
    created = world.days(random, count)
    worked = created + random.integers(1, 8, count)
    decided = world.timeline.next_working(worked + np.rint(random.gamma(1.5, 20, count)).astype(np.int32))
    spam = random.random(count) < world.parameters["care"]["spam"]
    return pl.DataFrame(
        {
            "company_id": company,
            "customer_id": pick_parties(random, masters.customers, company),
            "line": random.choice(deals.opportunities["line"].to_numpy(), count),
            "employee_id": pick_employed(random, masters, company, "sales", created),
            "created_on": dates(created),
            "worked_on": dates(worked),
            "decided_on": dates(decided),
            "outcome": ["disqualified"] * count,
            "reason": random.choice(_REASONS, count),
            "gone_on": dates(created + random.integers(1, 20, count)),
        }
    ).with_columns(
        customer_id=pl.when(pl.Series(random.random(count) < _KNOWN)).then("customer_id"),
        gone_on=pl.when(pl.Series(spam)).then("gone_on"),
    )
