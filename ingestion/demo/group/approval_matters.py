"""What people ask for: the matters of all kinds of approval requests."""

import numpy as np
import polars as pl

from ingestion.demo.group.authority import Heads, add_working, is_abroad
from ingestion.demo.group.deals import Deals
from ingestion.demo.group.fund_plans import FundPlans
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.people import People
from ingestion.demo.group.staffing import employed
from ingestion.demo.group.tenders import Tenders
from ingestion.demo.group.world import MINOR_UNIT, World, dates, numbers

_COLUMNS = (
    *("kind", "matter_id", "number", "company_id", "department_id", "employee_id", "currency", "amount", "applied_on"),
    *("decided_on", "outcome", "returned_count"),
)


def make_matters(
    world: World,
    masters: Masters,
    deals: Deals,
    tenders: Tenders,
    people: People,
    fund_plans: FundPlans,
    *,
    orders: pl.DataFrame | None,
    payments: pl.DataFrame | None,
    adjustments: pl.DataFrame | None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """All matters, and the purchase requests among them; arguments: see make_approvals.

    Returns:
        kind, matter_id, number (null: it gets the request's), company_id, department_id, employee_id (who asks, and
        is employed on that day), currency, amount, yuan_amount, applied_on, decided_on (null: as long as it takes),
        outcome, returned_count (null: by chance); and purchase requests, see Approvals.
    """
    purchase_requests = _purchase_requests(world, masters, deals, tenders, orders)
    parts = [
        _contracts(world, masters, deals),
        _changes(world, deals),
        purchase_requests.select(
            *("company_id", "department_id", "employee_id", "currency", "amount", "applied_on", "decided_on"),
            kind=pl.lit("purchase_request"),
            matter_id="id",
        ),
        _awards(tenders),
        people.claims.select(
            *("company_id", "department_id", "employee_id", "currency", "number", "returned_count"),
            kind=pl.lit("expense_claim"),
            matter_id="id",
            amount="gross_amount",
            applied_on="submitted_on",
            decided_on=pl.coalesce("approved_on", "rejected_on"),
            outcome=pl.when(pl.col("approved_on").is_null()).then(pl.lit("rejected")).otherwise(pl.lit("approved")),
        ),
        people.travels.select(
            *("company_id", "department_id", "employee_id", "currency", "applied_on"),
            kind=pl.lit("travel"),
            matter_id="id",
            amount="estimated_amount",
            decided_on="approved_on",
        ),
        fund_plans.revisions.join(
            fund_plans.plans.drop("number"), left_on="plan_id", right_on="id", maintain_order="left"
        ).select(
            *("company_id", "department_id", "employee_id", "currency"),
            kind=pl.lit("fund_plan"),
            matter_id="id",
            amount=pl.max_horizontal("payment_amount", "receipt_amount"),
            applied_on="submitted_on",
            decided_on="approved_on",
        ),
        *([_payments(payments)] if payments is not None else []),
        *([_adjustments(adjustments)] if adjustments is not None else []),
    ]
    matters = pl.concat(parts, how="diagonal_relaxed").with_columns(pl.col("outcome").fill_null("approved"))
    matters = _asked_by_present(masters, matters.select(_COLUMNS))
    day = pl.Series(np.clip(numbers(matters["applied_on"]), world.timeline.first - 100, world.timeline.last))
    yuan = pl.Series(["CNY"]).new_from_index(0, matters.height)
    rate = world.rates.at(matters["currency"], yuan, day.cast(pl.Date))
    return (
        matters.with_columns(world.rates.convert(matters["amount"], rate).alias("yuan_amount")),
        purchase_requests.drop("applied_on", "decided_on"),
    )


def _contracts(world: World, masters: Masters, deals: Deals) -> pl.DataFrame:
    """Agreed to at the latest on the day of the signature."""
    random, contracts = world.random("contract_matters"), deals.contracts
    abroad, signed = is_abroad(masters, contracts["company_id"]), numbers(contracts["signed_on"])
    # a day on which the others work may be a holiday of those who sign
    is_free = (add_working(world, abroad, signed, 0) > signed).astype(np.int64)
    decided = add_working(world, abroad, signed, -np.maximum(random.integers(0, 3, contracts.height), is_free))
    applied = np.minimum(add_working(world, abroad, numbers(contracts["applied_on"]), 0), decided)
    return contracts.select(
        *("company_id", "department_id", "employee_id", "currency"),
        kind=pl.lit("contract"),
        matter_id="id",
        amount="gross_amount",
        applied_on=dates(applied),
        decided_on=dates(decided),
    )


def _changes(world: World, deals: Deals) -> pl.DataFrame:
    random = world.random("change_matters")
    rejected = random.random(deals.changes.height) < world.parameters["approvals"]["unapproved_rejected"]
    of = deals.contracts.select("company_id", "department_id", "employee_id", "currency", contract_id="id")
    return deals.changes.join(of, on="contract_id", maintain_order="left").select(
        *("company_id", "department_id", "employee_id", "currency", "applied_on"),
        kind=pl.lit("contract_change"),
        matter_id="id",
        amount=(pl.col("net_amount") + pl.col("tax_amount")).abs(),
        decided_on="approved_on",
        outcome=pl.when(pl.col("approved_on").is_not_null())
        .then(pl.lit("approved"))
        .otherwise(pl.Series(np.where(rejected, "rejected", "waiting"))),
    )


def _awards(tenders: Tenders) -> pl.DataFrame:
    won = tenders.bids.filter("is_winner").select("gross_amount", tender_id="id", id="tender_id").drop("tender_id")
    return tenders.tenders.join(won, on="id", maintain_order="left").select(
        *("company_id", "department_id", "employee_id", "currency"),
        kind=pl.lit("tender_award"),
        matter_id="id",
        amount="gross_amount",
        applied_on="evaluated_on",
        decided_on="awarded_on",
    )


def _purchase_requests(
    world: World, masters: Masters, deals: Deals, tenders: Tenders, orders: pl.DataFrame | None
) -> pl.DataFrame:
    """Before every purchase contract (and its tender), and before every order above the limit."""
    random = world.random("purchase_requests")
    published = tenders.tenders.drop_nulls("contract_id").select("published_on", "budget_amount", id="contract_id")
    contracts = deals.contracts.filter(pl.col("kind") == "purchase").join(
        published, on="id", how="left", maintain_order="left"
    )
    common = ["company_id", "department_id", "employee_id", "currency"]
    wanted = contracts.select(
        *common,
        contract_id="id",
        order_id=pl.lit(None, pl.Int64),
        title="title",
        amount=pl.coalesce("budget_amount", "gross_amount"),
        needed_on="begins_on",
        _before=pl.coalesce("published_on", "applied_on"),
    )
    if orders is not None:
        least = world.parameters["approvals"]["orders_above"] * MINOR_UNIT
        in_yuan = pl.when(pl.col("currency") == "CNY").then(1.0).otherwise(world.parameters["rates"]["dollar"])
        asked = orders.filter(pl.col("gross_amount") * in_yuan > least).select(
            *common,
            contract_id=pl.lit(None, pl.Int64),
            order_id="id",
            title=pl.lit("order"),
            amount="gross_amount",
            needed_on="ordered_on",
            _before="ordered_on",
        )
        wanted = pl.concat([wanted, asked])
    abroad, count = is_abroad(masters, wanted["company_id"]), wanted.height
    decided = add_working(world, abroad, numbers(wanted["_before"]), -random.integers(1, 6, count))
    applied = add_working(world, abroad, decided, -random.integers(1, 8, count))
    return (
        wanted.drop("_before")
        .with_columns(applied_on=dates(applied), decided_on=dates(decided))
        .sort("applied_on", "company_id", "contract_id", "order_id", nulls_last=True)
        .with_row_index("id", offset=1)
        .with_columns(pl.col("id").cast(pl.Int64))
    )


def _payments(payments: pl.DataFrame) -> pl.DataFrame:
    return payments.select(
        *("company_id", "department_id", "employee_id", "currency"),
        kind=pl.lit("payment"),
        matter_id="id",
        amount="gross_amount",
        applied_on="requested_on",
        decided_on="approved_on",
    )


def _adjustments(adjustments: pl.DataFrame) -> pl.DataFrame:
    return adjustments.select(
        *("company_id", "department_id", "employee_id", "currency"),
        kind=pl.lit("budget_adjustment"),
        matter_id="id",
        amount=pl.col("amount").abs(),
        applied_on="requested_on",
        decided_on="approved_on",
        outcome=pl.when(pl.col("approved_on").is_null()).then(pl.lit("rejected")).otherwise(pl.lit("approved")),
    )


def _asked_by_present(masters: Masters, matters: pl.DataFrame) -> pl.DataFrame:
    """Who is not employed on the day is stood in for by the head of the department."""
    present = employed(masters, matters["employee_id"].to_numpy(), numbers(matters["applied_on"]))
    head = pl.col("department_id").replace_strict(Heads.of(masters).head, return_dtype=pl.Int64)
    return matters.with_columns(employee_id=pl.when(pl.Series(present)).then("employee_id").otherwise(head))
