"""Fund plans that are revised again and again, and payments that nobody planned, as an auditor counts them."""

from collections.abc import Callable

import polars as pl
import pytest

from ingestion.demo.faults.parameters import shipped
from tests.ingestion.faults.conftest import Planted

CASES = ((0.02, 7), (0.02, 11), (0.1, 7), (0.1, 11))


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def group(request: pytest.FixtureRequest, planted: Callable[..., Planted]) -> Planted:
    return planted(*request.param)


def test_plans_with_many_revisions_are_those_that_are_told(group: Planted) -> None:
    revisions = group.rows("oa", "fund_plan_revision")
    many = revisions.group_by("plan_id").agg(most=pl.col("revision").max(), count=pl.len())
    told = group.told("plan_revised").filter(pl.col("table") == "fund_plan")
    least = shipped()["plan_revised"]["least"]
    assert set(many.filter(pl.col("most") >= least)["plan_id"]) == set(told.filter("is_fault")["key"])
    assert (many["count"] == many["most"] + 1).all()
    single = told.filter(~pl.col("is_fault")).join(many, left_on="key", right_on="plan_id")
    assert (single["most"] == 1).all()
    again = revisions.filter(pl.col("plan_id").is_in(told.filter("is_fault")["key"].implode())).sort(
        "plan_id", "revision"
    )
    before = pl.col("approved_on").shift(1).over("plan_id")
    assert again.filter(pl.col("submitted_on") <= before).is_empty()


def test_revisions_add_up_and_were_decided_by_their_requests(group: Planted) -> None:
    revisions, lines = group.rows("oa", "fund_plan_revision"), group.rows("oa", "fund_plan_line")
    for direction in ("receipt", "payment"):
        sums = lines.filter(pl.col("direction") == direction).group_by(id="revision_id").agg(pl.col("amount").sum())
        both = revisions.join(sums, on="id", how="left")
        assert (both[f"{direction}_amount"] == both["amount"].fill_null(0)).all()
    numbers = lines.group_by("revision_id").agg(pl.col("line_number").n_unique(), pl.len().alias("count"))
    assert (numbers["line_number"] == numbers["count"]).all()
    requests = group.rows("oa", "request")
    asked = revisions.join(requests.select("amount", "submitted_at", "finished_at", request_id="id"), on="request_id")
    assert asked.height == revisions.height
    assert (asked["amount"] == asked.select(pl.max_horizontal("receipt_amount", "payment_amount")).to_series()).all()
    assert (asked["submitted_at"].dt.date() == asked["submitted_on"]).all()
    numbered = requests.filter(pl.col("form_type") == "fund_plan").sort("submitted_at", "id")
    counter = pl.col("number").str.extract(r"(\d+)$").cast(pl.Int64)
    month = pl.col("number").str.slice(0, 9)
    assert numbered.select((counter == pl.int_range(1, pl.len() + 1).over(month)).all()).item()
    steps = group.rows("oa", "request_step").join(revisions.select("request_id"), on="request_id")
    assert (steps["decided_at"] >= steps["arrived_at"]).drop_nulls().all()


def test_payments_without_a_line_of_their_month_are_told(group: Planted) -> None:
    """A payment that the truth does not name as unplanned has a line of its month, or a line fits it."""
    plans = group.rows("oa", "fund_plan").select("company_id", "month_on", plan_id="id")
    revisions = group.rows("oa", "fund_plan_revision").select("plan_id", "approved_on", revision_id="id")
    lines = group.rows("oa", "fund_plan_line").join(revisions, on="revision_id").join(plans, on="plan_id")
    paid = group.rows("oa", "payment_request").filter(pl.col("status") == "paid")
    paid = paid.with_columns(month_on=pl.col("paid_on").dt.truncate("1mo"))
    own = paid.join(lines.select("month_on", fund_plan_line_id="id"), on=["fund_plan_line_id", "month_on"], how="semi")
    known = pl.col("contract_number").str.to_uppercase().str.replace_all(" ", "").str.replace_all("–", "-")
    payments = lines.filter(
        (pl.col("direction") == "payment")
        & ((pl.col("category") == "material") | pl.col("contract_number").is_not_null())
    ).with_columns(known)
    fits = paid.with_columns(known).join(
        payments, on=["company_id", "month_on", "contract_number"], nulls_equal=True, suffix="_line"
    )
    fits = fits.filter(pl.col("approved_on") <= pl.col("paid_on"))
    planned = set(own["id"]) | set(fits["id"])
    told = group.told("unplanned_payment")
    assert set(paid["id"]) - planned == set(told.filter("is_fault")["key"])
    later = told.filter(~pl.col("is_fault"))["key"]
    assert set(later) <= planned
    assert paid.filter(pl.col("id").is_in(later.implode()))["fund_plan_line_id"].null_count() == len(later)
    elsewhere = group.told("unplanned_payment", "other_month")["key"]
    assert paid.filter(pl.col("id").is_in(elsewhere.implode()))["fund_plan_line_id"].null_count() == 0
