"""Tenders, the bids in them, and how suppliers are evaluated afterwards."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingestion.demo.group.authority import add_working, is_abroad
from ingestion.demo.group.bids import make_bids
from ingestion.demo.group.deals import Deals
from ingestion.demo.group.evaluations import make_evaluations
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.picking import pick_people
from ingestion.demo.group.world import Ints, World, dates, lognormal_amounts


@dataclass(frozen=True)
class Tenders:
    """Keys are whole numbers from 1, days are Date, amounts whole minor units of `currency`, gross; scores are
    ten-thousandths of a point, of 100 points.

    Attributes:
        tenders: id, number (ZB-<year>-<number>), kind (contract, framework), title, company_id, department_id,
            employee_id (who runs it), buying_kind, contract_id (null: no contract came of it), currency,
            budget_amount, published_on, opened_on, evaluated_on (null: not evaluated), awarded_on (null: not awarded),
            ended_on (of one that failed or was cancelled, else null), outcome (awarded, failed, cancelled). Who wins a
            tender with a contract is the contract's supplier, at its amount; it is awarded before the contract is
            applied for.
        bids: id, tender_id, supplier_id, submitted_at (Datetime, UTC), gross_amount, price_score, technical_score,
            commercial_score, total_score (null where nobody evaluated), bond_amount, bond_payer, bond_account,
            bond_paid_on, contact, phone, address (from which network address it was handed in), is_winner.
        evaluations: id, supplier_id, company_id, quarter_on (its first day), evaluated_on, total_score.
        evaluation_scores: id, evaluation_id, component, weight (ten-thousandths), score.
    """

    tenders: pl.DataFrame
    bids: pl.DataFrame
    evaluations: pl.DataFrame
    evaluation_scores: pl.DataFrame


def make_tenders(world: World, masters: Masters, deals: Deals) -> Tenders:
    """All tenders of the timeline, in the order in which they are published."""
    tenders = pl.concat([_of_contracts(deals), _others(world, masters, deals)], how="diagonal")
    tenders = dated(world, masters, tenders)
    tenders, bids = make_bids(world, masters, tenders)
    tenders = tenders.select(
        *("id", "number", "kind", "title", "company_id", "department_id", "employee_id", "buying_kind", "contract_id"),
        *(
            "currency",
            "budget_amount",
            "published_on",
            "opened_on",
            "evaluated_on",
            "awarded_on",
            "ended_on",
            "outcome",
        ),
    )
    evaluations, scores = make_evaluations(world, masters, deals)
    return Tenders(tenders, bids, evaluations, scores)


def _of_contracts(deals: Deals) -> pl.DataFrame:
    return deals.contracts.filter(pl.col("is_tendered")).select(
        "company_id",
        "department_id",
        "employee_id",
        "buying_kind",
        "currency",
        "applied_on",
        kind=pl.lit("contract"),
        contract_id="id",
        outcome=pl.lit("awarded"),
        _winner="party_id",
        _amount="gross_amount",
    )


def _others(world: World, masters: Masters, deals: Deals) -> pl.DataFrame:
    """Framework agreements, and tenders that end without an award."""
    given, random = world.parameters["tenders"], world.random("framework_tenders")
    count = max(world.expected(given["count"]) - deals.contracts.filter("is_tendered").height, 2)
    company = random.choice(masters.companies["id"].to_numpy(), count, p=given["companies"])
    kind = random.choice(list(given["kinds"]), count, p=list(given["kinds"].values()))
    abroad = is_abroad(masters, pl.Series(company))
    median = np.array([given["amounts"][one] for one in kind.tolist()], dtype=float) * np.where(abroad, 0.15, 1)
    outcome = random.choice(list(given["outcomes"]), count, p=list(given["outcomes"].values()))
    return pl.DataFrame(
        {
            "company_id": company,
            "buying_kind": kind,
            "currency": masters.companies["currency"].to_numpy()[company - 1],
            "applied_on": dates(world.days(random, count)),
            "kind": np.full(count, "framework"),
            "outcome": outcome,
            "_amount": lognormal_amounts(random, median, given["sigma"]),
        }
    ).hstack(pick_people(random, masters, company, "purchasing"))


def dated(world: World, masters: Masters, tenders: pl.DataFrame) -> pl.DataFrame:
    """With key, number, title and days; the law leaves bidders twenty days."""
    random, count = world.random("tender_days"), tenders.height
    abroad = is_abroad(masters, tenders["company_id"])

    def before(days: Ints, least: int, most: int) -> Ints:
        return add_working(world, abroad, days, -random.integers(least, most + 1, count)).astype(np.int64)

    applied = tenders["applied_on"].to_physical().to_numpy().astype(np.int64)
    awarded = before(applied, 3, 9)
    evaluated = before(awarded, 1, 5)
    opened = before(evaluated, 0, 2)
    published = add_working(world, abroad, opened - random.integers(21, 40, count), 0)
    is_awarded, year = pl.col("outcome") == "awarded", pl.col("published_on").dt.year()
    return (
        tenders.drop("applied_on")
        .with_columns(
            published_on=dates(published),
            opened_on=dates(opened),
            evaluated_on=pl.when(is_awarded).then(dates(evaluated)),
            awarded_on=pl.when(is_awarded).then(dates(awarded)),
            ended_on=pl.when(~is_awarded).then(dates(evaluated)),
        )
        .sort("published_on", "company_id", "_amount", maintain_order=True)
        .with_row_index("id", offset=1)
        .with_columns(
            pl.col("id").cast(pl.Int64),
            number=pl.concat_str(
                pl.lit("ZB-"), year, pl.lit("-"), pl.int_range(1, pl.len() + 1).over(year).cast(pl.String).str.zfill(3)
            ),
            title=pl.concat_str("buying_kind", pl.lit(" "), pl.col("opened_on").dt.to_string("%Y/%m")),
        )
    )
