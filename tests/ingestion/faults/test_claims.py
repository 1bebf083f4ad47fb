"""Claims paid twice, cancelled by a red letter, above the policy; look-alikes: by a look at the OA's tables."""

from collections.abc import Callable

import polars as pl
import pytest

from tests.ingestion.faults.conftest import Planted
from tests.ingestion.faults.test_payments import CASES, promised

TWICE, ABOVE = "duplicate_claim", "claim_over_policy"
Made = Callable[..., Planted]


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def group(request: pytest.FixtureRequest, planted: Made) -> Planted:
    return planted(*request.param)


def claimed(group: Planted) -> pl.DataFrame:
    """Lines of claims that were decided, with the claim's facts and the employee's grade."""
    people = group.rows("oa", "employee").select(
        employee_id="id",
        grade=pl.when(pl.col("position") == "staff").then(pl.lit("staff")).otherwise(pl.lit("manager")),
    )
    claims = group.rows("oa", "expense_claim").drop("net_amount", "tax_amount", "gross_amount", "created_at")
    return (
        group.rows("oa", "expense_claim_line")
        .join(claims.rename({"id": "claim_id"}), on="claim_id")
        .join(people, on="employee_id")
        .with_columns(
            plain=pl.col("invoice_number").str.normalize("NFKC").str.to_uppercase().str.replace_all(r"NO\.|[^0-9R]", "")
        )
    )


@pytest.mark.parametrize("scale", [0.02, 0.1])
@pytest.mark.parametrize("seed", [7, 11])
def test_claims_are_planted_in_the_promised_number(planted: Made, scale: float, seed: int) -> None:
    group = planted(scale, seed)
    for kind in (TWICE, ABOVE):
        for variant, wanted in promised(kind, scale).items():
            assert group.past(kind, variant) == wanted, variant


def test_every_invoice_that_was_reimbursed_twice_is_told(group: Planted) -> None:
    lines = claimed(group).filter(pl.col("status") == "paid")
    code = pl.coalesce("invoice_code", pl.lit(""))
    twice = (
        lines.filter(pl.col("plain").is_not_null())
        .group_by("plain")
        .agg("id", pl.col("claim_id").n_unique(), code.n_unique().alias("codes"))
    )
    twice = twice.filter(pl.col("id").list.len() > 1)
    assert (twice["claim_id"] == 2).all()
    assert (twice["codes"] == 1).all()
    told = group.told(TWICE, "same_invoice")
    assert sorted(twice["id"].explode().to_list()) == sorted(told["key"].to_list())
    amounts = told.join(lines, left_on="key", right_on="id").group_by("fault").agg(pl.col("gross_amount").n_unique())
    assert (amounts["gross_amount"] == 1).all()


def test_two_persons_and_other_spellings_are_among_them(planted: Made) -> None:
    told, people, spelled = 0, 0, 0
    for scale, seed in CASES[2:]:
        group = planted(scale, seed)
        lines = group.told(TWICE, "same_invoice").join(claimed(group), left_on="key", right_on="id")
        pairs = lines.group_by("fault").agg(pl.col("employee_id", "invoice_number").n_unique())
        told += pairs.height
        people += pairs.filter(pl.col("employee_id") == 2).height
        spelled += pairs.filter(pl.col("invoice_number") == 2).height
    assert 0 < people < told
    assert 0 < spelled < told


def test_red_letters_come_after_the_money(group: Planted) -> None:
    lines = claimed(group)
    red = lines.filter(pl.col("invoice_status") == "red_lettered")
    assert (red["red_lettered_on"].is_not_null()).all()
    assert lines.filter(pl.col("red_lettered_on").is_not_null()).height == red.height
    after = red.filter((pl.col("status") == "paid") & (pl.col("red_lettered_on") > pl.col("paid_on")))
    assert set(after["id"]) == set(group.told(TWICE, "red_lettered")["key"])
    unpaid = red.filter(pl.col("status") == "rejected")
    assert set(unpaid["id"]) == set(group.told(TWICE, "red_lettered_unpaid")["key"])
    assert after.height + unpaid.height == red.height
    told = group.told(TWICE, "red_lettered")
    for key, day in told.select("key", "seen_on").iter_rows():
        earlier = group.versions["oa"]["expense_claim_line"].filter(pl.col("id") == key, pl.col("_from") < day)
        assert (earlier["invoice_status"] == "normal").all()


def test_equal_nights_have_invoices_of_their_own(group: Planted) -> None:
    nights = group.told(TWICE, "equal_nights").join(claimed(group), left_on="key", right_on="id")
    pairs = nights.group_by("fault").agg(
        pl.len(), pl.col("claim_id", "gross_amount", "invoice_number", "incurred_on", "seller_name").n_unique()
    )  # fmt: skip
    assert (pairs["len"] == 2).all()
    assert (pairs.select("claim_id", "gross_amount", "seller_name") == 1).to_numpy().all()
    assert (pairs.select("invoice_number", "incurred_on") == 2).to_numpy().all()


def test_every_approved_line_above_the_policy_is_told(group: Planted) -> None:
    tiers = group.rows("oa", "travel_request").select("city_tier", city="to_city").unique()
    policies = group.rows("oa", "expense_policy").select("subject", "city_tier", "grade", limit="amount")
    lines = claimed(group).join(tiers, on="city").join(policies, on=["subject", "city_tier", "grade"])
    lines = lines.filter(pl.col("status").is_in(["approved", "paid"]))
    above = lines.filter(pl.col("gross_amount") > pl.col("limit") * pl.col("quantity"))
    told = pl.concat([group.told(ABOVE, variant) for variant in ("hotel", "meals")])
    assert sorted(above["id"].to_list()) == sorted(told["key"].to_list())
    exceeded = told.join(above, left_on="key", right_on="id")
    over = exceeded["gross_amount"] - exceeded["limit"] * exceeded["quantity"]
    assert (exceeded["amount"] == over).all()
    at_limit = group.told(ABOVE, "at_limit").join(lines, left_on="key", right_on="id")
    assert (at_limit["gross_amount"] == at_limit["limit"] * at_limit["quantity"]).all()
    assert at_limit.height == group.told(ABOVE, "at_limit").height


def test_claims_add_up_and_are_booked_as_they_are(group: Planted) -> None:
    claims, lines = group.rows("oa", "expense_claim"), group.rows("oa", "expense_claim_line")
    sums = lines.group_by("claim_id").agg(pl.col("net_amount", "tax_amount", "gross_amount").sum())
    both = claims.join(sums, left_on="id", right_on="claim_id", suffix="_sum")
    assert both.height == claims.height
    for name in ("net_amount", "tax_amount", "gross_amount"):
        assert (both[name] == both[f"{name}_sum"]).all(), name
    paid = group.rows("erp", "bank_line").filter(pl.col("purpose").str.starts_with("报销 "))
    booked = paid.select(number=pl.col("purpose").str.strip_prefix("报销 "), booked=-pl.col("amount"))
    agreed = booked.join(claims.select("number", "gross_amount"), on="number")
    assert agreed.height == booked.height
    assert (agreed["booked"] == agreed["gross_amount"]).all()
