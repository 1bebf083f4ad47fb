"""Fund plans, payment requests that refer to their lines, and adjustments of budgets, as the OA keeps them."""

import polars as pl

from ingestion.demo.group.approvals import Approvals
from ingestion.demo.group.deals import Deals
from ingestion.demo.group.fund_plans import FundPlans
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.oa.common import department_key, named, requests_of
from ingestion.demo.group.typed import typed
from ingestion.demo.group.versions import Change, history
from ingestion.demo.group.world import World

_PAYMENT = {
    **dict.fromkeys(("id", "company_id", "department_id", "employee_id", "supplier_id", "contract_id"), pl.Int64),
    "currency": pl.String,
    "gross_amount": pl.Int64,
    "requested_on": pl.Date,
    "paid_on": pl.Date,
    "reference": pl.String,
}
_ADJUSTMENT = {
    **dict.fromkeys(("id", "company_id", "department_id", "employee_id", "amount"), pl.Int64),
    "currency": pl.String,
    "reason": pl.String,
    "requested_on": pl.Date,
    "approved_on": pl.Date,
}


def plan_tables(
    world: World,
    masters: Masters,
    deals: Deals,
    fund_plans: FundPlans,
    approvals: Approvals,
    payments: pl.DataFrame | None,
    adjustments: pl.DataFrame | None,
) -> dict[str, pl.DataFrame]:
    """fund_plan, fund_plan_revision, fund_plan_line, payment_request, budget_adjustment."""
    requests = requests_of(approvals, "fund_plan")
    revisions = fund_plans.revisions.join(requests, on="id", maintain_order="left")
    numbers = deals.contracts.select(contract_id="id", contract_number="number")
    created = revisions.select("created_at", revision_id="id")
    lines = fund_plans.lines.join(numbers, on="contract_id", how="left", maintain_order="left").join(
        created, on="revision_id", maintain_order="left"
    )
    return {
        "fund_plan": _plans(masters, fund_plans, revisions),
        "fund_plan_revision": _revisions(revisions),
        "fund_plan_line": history(
            lines.with_columns(contract_number=typed(world, "oa plan lines", lines["contract_number"]))
        ),
        "payment_request": _payments(world, masters, deals, fund_plans, approvals, payments),
        "budget_adjustment": _adjustments(masters, approvals, adjustments),
    }


def _plans(masters: Masters, fund_plans: FundPlans, revisions: pl.DataFrame) -> pl.DataFrame:
    first = revisions.filter(pl.col("sequence") == 0).select("created_at", "applicant_id", id="plan_id")
    rows = fund_plans.plans.join(first, on="id", maintain_order="left")
    return history(rows.with_columns(department_id=department_key(masters), owner_id="applicant_id"))


def _revisions(revisions: pl.DataFrame) -> pl.DataFrame:
    rows = revisions.with_columns(
        revision="sequence",
        submitted_on=pl.col("created_at").dt.date(),
        approved_on=pl.lit(None, pl.Date),
        status=pl.lit("in_approval"),
    )
    approved = {"status": pl.lit("approved"), "approved_on": pl.col("_decided_on")}
    return history(rows, Change("_decided_on", approved))


def _payments(
    world: World,
    masters: Masters,
    deals: Deals,
    fund_plans: FundPlans,
    approvals: Approvals,
    payments: pl.DataFrame | None,
) -> pl.DataFrame:
    given = pl.DataFrame(schema=_PAYMENT) if payments is None else payments.select(*_PAYMENT)
    rows = (
        given.join(requests_of(approvals, "payment"), on="id", maintain_order="left")
        .join(_planned(fund_plans, given), on="id", how="left", maintain_order="left")
        .join(deals.contracts.select("number", contract_id="id"), on="contract_id", how="left", maintain_order="left")
    )
    rows = rows.with_columns(
        department_id=department_key(masters),
        payee_name=named(world, "payments", rows, masters.suppliers, "supplier_id"),
        contract_number=typed(world, "oa payments", rows["number"]),
        erp_reference=typed(world, "oa payment references", rows["reference"]),
        requested_on=pl.col("created_at").dt.date(),
        paid_on=pl.lit(None, pl.Date),
        status=pl.lit("in_approval"),
        _paid_on="paid_on",
    )
    return history(rows, Change("_paid_on", {"status": pl.lit("paid"), "paid_on": pl.col("_paid_on")}))


def _planned(fund_plans: FundPlans, payments: pl.DataFrame) -> pl.DataFrame:
    """The plan line of each payment: its contract's in that month, else the company's for material; the newest."""
    lines = (
        fund_plans.lines.filter(pl.col("direction") == "payment")
        .join(
            fund_plans.revisions.select("submitted_on", "sequence", revision_id="id"),
            on="revision_id",
            maintain_order="left",
        )
        .join(fund_plans.plans.select("company_id", "month_on", plan_id="id"), on="plan_id", maintain_order="left")
        .select("company_id", "month_on", "contract_id", "category", "submitted_on", fund_plan_line_id="id")
    )
    asked = payments.select(
        *("id", "company_id", "contract_id", "requested_on"), month_on=pl.col("paid_on").dt.truncate("1mo")
    )
    without = lines.filter(pl.col("contract_id").is_null() & (pl.col("category") == "material"))
    found = pl.concat(
        [
            asked.drop_nulls("contract_id").join(
                lines.drop_nulls("contract_id"), on=["company_id", "month_on", "contract_id"]
            ),
            asked.filter(pl.col("contract_id").is_null()).join(
                without.drop("contract_id"), on=["company_id", "month_on"]
            ),
        ],
        how="diagonal",
    )
    return (
        found.filter(pl.col("submitted_on") <= pl.col("requested_on"))
        .sort("id", "submitted_on", "fund_plan_line_id")
        .group_by("id", maintain_order=True)
        .agg(pl.col("fund_plan_line_id").last())
    )


def _adjustments(masters: Masters, approvals: Approvals, adjustments: pl.DataFrame | None) -> pl.DataFrame:
    given = pl.DataFrame(schema=_ADJUSTMENT) if adjustments is None else adjustments.select(*_ADJUSTMENT)
    rows = given.join(requests_of(approvals, "budget_adjustment"), on="id", maintain_order="left").with_columns(
        department_id=department_key(masters),
        requested_on=pl.col("created_at").dt.date(),
        approved_on=pl.lit(None, pl.Date),
        status=pl.lit("in_approval"),
    )
    is_approved = pl.col("outcome") == "approved"
    decided = {"status": pl.col("outcome"), "approved_on": pl.when(is_approved).then("_decided_on")}
    return history(rows, Change("_decided_on", decided))
