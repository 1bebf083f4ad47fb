"""Opportunities, and the contracts that come of them; contracts of purchase besides: where every figure begins."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingestion.demo.group.contracts import (
    contract_changes,
    contract_lines,
    numbered,
    of_projects,
    purchase_contracts,
    sales_contracts,
)
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.picking import by_business, pick_parties, pick_people
from ingestion.demo.group.world import World, dates, lognormal_amounts

STAGES = ("qualified", "proposal", "negotiation")


@dataclass(frozen=True)
class Deals:
    """Keys are whole numbers from 1, days are Date, amounts whole minor units of `currency`.

    Attributes:
        opportunities: id, company_id, customer_id, employee_id, department_id, line, currency, amount (expected,
            gross), opened_on, stage_count (stages that it reaches), outcome (won, lost), closed_on.
        stages: opportunity_id, stage, entered_on.
        contracts: id, kind (sales, purchase), number, title, company_id, party_id (customer or supplier),
            opportunity_id (null: none), for_contract_id (purchase: the sales contract for which it is), buying_kind
            (purchase), employee_id, department_id, currency, vat, advance, retention (shares), warranty_months, terms
            (days), net_amount, tax_amount, gross_amount (as signed), is_tendered, applied_on, signed_on, begins_on,
            ends_on (as agreed), finished_on (as it happened), warranty_ends_on.
        lines: id, contract_id, sequence, title, net_amount; they add up to the contract.
        changes: id, contract_id, sequence, reason, net_amount (negative: less), tax_amount, applied_on, approved_on
            (null: not approved).
    """

    opportunities: pl.DataFrame
    stages: pl.DataFrame
    contracts: pl.DataFrame
    lines: pl.DataFrame
    changes: pl.DataFrame


def make_deals(world: World, masters: Masters) -> Deals:
    """All opportunities and contracts of the timeline; where chance would leave no project, engineering wins a few."""
    deals = _deals(world, masters, sure=0)
    if of_projects(masters, deals.contracts).filter(pl.col("begins_on") <= world.timeline.end).is_empty():
        deals = _deals(world, masters, sure=world.parameters["projects"]["least"])
    return deals


def _deals(world: World, masters: Masters, sure: int) -> Deals:
    opportunities, stages = _opportunities(world, masters, sure)
    sales = sales_contracts(world, masters, opportunities)
    purchases = purchase_contracts(world, masters, sales)
    contracts = numbered(pl.concat([sales, purchases], how="diagonal"), masters)
    # what a purchase serves is known by the sales contract's row until all are numbered
    keys = contracts.filter(pl.col("kind") == "sales").select(_for="_row", for_contract_id="id")
    contracts = contracts.join(keys, on="_for", how="left", maintain_order="left").drop("_row", "_for")
    return Deals(
        opportunities, stages, contracts, contract_lines(world, contracts), contract_changes(world, masters, contracts)
    )


def _opportunities(world: World, masters: Masters, sure: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Opportunities and their stages; so many, evenly over the history, are of engineering and won for sure."""
    random, count = world.random("opportunities"), world.events("opportunities")
    selling = world.parameters["selling"]
    shares = np.array([selling[name]["share"] for name in masters.companies["business"]])
    company = random.choice(masters.companies["id"].to_numpy(), count, p=shares / shares.sum())
    opened_so_far = count * (world.timeline.anchor - world.timeline.start) / (world.timeline.end - world.timeline.start)
    is_sure = np.isin(np.arange(count), ((np.arange(sure) + 0.5) / max(sure, 1) * opened_so_far).astype(np.int64))
    company = np.where(is_sure, masters.companies.filter(pl.col("business") == "engineering")["id"].item(), company)
    customer = pick_parties(random, masters.customers, company)
    opened = world.days(random, count)
    median = by_business(world, masters, company, "amount").astype(float)
    amount = lognormal_amounts(random, median, by_business(world, masters, company, "sigma"))
    won = is_sure | (random.random(count) < by_business(world, masters, company, "win"))
    stage_count = np.where(won, 3, random.choice([1, 2, 3], count, p=[0.3, 0.4, 0.3]))
    cycle = by_business(world, masters, company, "cycle") * np.exp(random.normal(0, 0.5, count))
    entered = np.stack([opened, opened + cycle * 0.35, opened + cycle * 0.75]).astype(np.int32)
    spent = cycle * np.array([0.4, 0.8, 1.0])[stage_count - 1]
    closed = world.timeline.next_working((opened + np.maximum(spent, 5)).astype(np.int32))
    lines = np.array(sorted(masters.products["line"].unique()))
    frame = pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "company_id": company,
            "customer_id": customer,
            "line": random.choice(lines, count),
            "currency": masters.companies["currency"].to_numpy()[company - 1],
            "amount": amount,
            "opened_on": dates(opened),
            "stage_count": stage_count,
            "outcome": np.where(won, "won", "lost"),
            "closed_on": dates(closed),
        }
    ).hstack(pick_people(random, masters, company, "sales", opened))
    stages = pl.concat(
        pl.DataFrame({"opportunity_id": frame["id"], "stage": [name] * count, "entered_on": dates(days)}).filter(
            pl.Series(stage_count > at) & pl.Series(days < closed)
        )
        for at, (name, days) in enumerate(zip(STAGES, entered, strict=True))
    ).sort("opportunity_id", "entered_on")
    return frame, stages
