"""Purchase requests, tenders, bids, and evaluations of suppliers, as the OA keeps them."""

import polars as pl

from ingestion.demo.group.approvals import Approvals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.oa.common import department_key, named, present, requests_of
from ingestion.demo.group.tenders import Tenders
from ingestion.demo.group.typed import typed
from ingestion.demo.group.versions import Change, history, stamp
from ingestion.demo.group.world import World

_SCORES = ("price_score", "technical_score", "commercial_score", "total_score")


def tender_tables(
    world: World, masters: Masters, tenders: Tenders, approvals: Approvals, orders: pl.DataFrame | None
) -> dict[str, pl.DataFrame]:
    """purchase_request, tender, bid, supplier_evaluation, supplier_evaluation_score."""
    evaluations = tenders.evaluations.with_columns(
        supplier_name=named(world, "evaluations", tenders.evaluations, masters.suppliers, "supplier_id"),
        created_at=stamp(pl.col("evaluated_on")),
    )
    scores = tenders.evaluation_scores.join(
        evaluations.select("created_at", evaluation_id="id"), on="evaluation_id", maintain_order="left"
    )
    return {
        "purchase_request": _purchase_requests(world, masters, approvals, orders),
        "tender": _tenders(masters, tenders, approvals),
        "bid": _bids(world, masters, tenders),
        "supplier_evaluation": history(evaluations),
        "supplier_evaluation_score": history(scores),
    }


def _purchase_requests(
    world: World, masters: Masters, approvals: Approvals, orders: pl.DataFrame | None
) -> pl.DataFrame:
    """When the order is there, somebody types its number."""
    numbers = (
        pl.DataFrame(schema={"order_id": pl.Int64, "_order": pl.String, "_ordered_on": pl.Date})
        if orders is None
        else orders.select(order_id="id", _order="number", _ordered_on="ordered_on")
    )
    rows = (
        approvals.purchase_requests.join(requests_of(approvals, "purchase_request"), on="id", maintain_order="left")
        .join(numbers, on="order_id", how="left", maintain_order="left")
        .with_columns(
            department_id=department_key(masters),
            estimated_amount="amount",
            erp_order_number=pl.lit(None, pl.String),
            status=pl.lit("in_approval"),
        )
    )
    rows = rows.with_columns(_order=typed(world, "oa orders", rows["_order"]))
    return history(
        rows,
        Change("_decided_on", {"status": pl.lit("approved")}),
        Change("_ordered_on", {"erp_order_number": pl.col("_order")}),
    )


def _tenders(masters: Masters, tenders: Tenders, approvals: Approvals) -> pl.DataFrame:
    awards = requests_of(approvals, "tender_award").select("id", "request_id", _asked_on=pl.col("created_at").dt.date())
    rows = tenders.tenders.join(awards, on="id", how="left", maintain_order="left")
    rows = rows.select(
        *("id", "number", "title", "kind", "company_id", "currency", "budget_amount", "published_on"),
        category="buying_kind",
        department_id=department_key(masters),
        owner_id=present(masters, rows, "published_on"),
        opens_on="opened_on",
        award_request_id=pl.lit(None, pl.Int64),
        evaluated_on=pl.lit(None, pl.Date),
        awarded_on=pl.lit(None, pl.Date),
        status=pl.lit("published"),
        created_at=stamp(pl.col("published_on")),
        _opened_on="opened_on",
        # the award can be asked for on the day of the evaluation or after it
        _evaluated_on=pl.max_horizontal("evaluated_on", "_asked_on"),
        _evaluated="evaluated_on",
        _request="request_id",
        _awarded_on="awarded_on",
        _ended_on="ended_on",
        _outcome="outcome",
    )
    evaluated = {
        "status": pl.lit("evaluated"),
        "evaluated_on": pl.col("_evaluated"),
        "award_request_id": pl.col("_request"),
    }
    return history(
        rows,
        Change("_opened_on", {"status": pl.lit("opened")}),
        Change("_evaluated_on", evaluated),
        Change("_awarded_on", {"status": pl.lit("awarded"), "awarded_on": pl.col("_awarded_on")}),
        Change("_ended_on", {"status": pl.col("_outcome")}),
    )


def _bids(world: World, masters: Masters, tenders: Tenders) -> pl.DataFrame:
    """Sealed until the day on which they are opened; scored when they are evaluated."""
    known = masters.suppliers.select("tax_number", supplier_id="id")
    days = tenders.tenders.select("opened_on", "evaluated_on", "awarded_on", tender_id="id")
    bids = tenders.bids.join(known, on="supplier_id", how="left", maintain_order="left").join(
        days, on="tender_id", maintain_order="left"
    )
    rows = bids.with_columns(
        *(pl.lit(None, pl.Int64).alias(name) for name in _SCORES),
        *(pl.col(name).alias(f"_{name}") for name in _SCORES),
        bidder_name=named(world, "bids", bids, masters.suppliers, "supplier_id"),
        bidder_tax_number="tax_number",
        submitted_from="address",
        is_winner=pl.lit(False),
        created_at=stamp(pl.col("opened_on")),
        _evaluated_on="evaluated_on",
        _won_on=pl.when("is_winner").then("awarded_on"),
    )
    return history(
        rows,
        Change("_evaluated_on", {name: pl.col(f"_{name}") for name in _SCORES}),
        Change("_won_on", {"is_winner": pl.lit(True)}),
    )
