"""Suppliers that are paid twice, and look-alikes: by an independent look at the tables."""

from collections.abc import Callable

import polars as pl
import pytest

from ingestion.demo.faults.parameters import shipped
from tests.ingestion.faults.conftest import Planted
from tests.ingestion.faults.conftest import promised as promised_of

CASES = ((0.02, 7), (0.02, 11), (0.1, 7), (0.1, 11))
KIND = "duplicate_payment"
Made = Callable[..., Planted]


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def group(request: pytest.FixtureRequest, planted: Made) -> Planted:
    return planted(*request.param)


def promised(kind: str, scale: float) -> dict[str, int]:
    """How many of each variant there have to be in the history."""
    given = shipped()[kind]
    wanted = given["faults"] | given.get("lookalikes", {})
    return {variant: promised_of(kind, variant, scale) for variant in wanted}


def plain(reference: pl.Expr) -> pl.Expr:
    """A reference as a machine reads it: half-width, without letters O for 0, separators and leading zeros."""
    wide = reference.str.normalize("NFKC").str.to_uppercase()
    parts = wide.str.replace_all("O", "0", literal=True).str.replace(r"^([A-Z]*) *-?20", "${1}")
    return parts.str.replace_all(r"(^|[^0-9])0+", "${1}").str.replace_all(r"[^A-Z0-9]", "").str.strip_chars_start("0")


def named(group: Planted, variant: str, table: str) -> pl.DataFrame:
    """The rows of a table that the truth about a variant names, with the fault's name and their role."""
    told = group.told(KIND, variant, None).filter(pl.col("table") == table)
    return told.select("fault", "role", "key", "is_fault").join(group.rows("erp", table), left_on="key", right_on="id")


@pytest.mark.parametrize("scale", [0.02, 0.1])
@pytest.mark.parametrize("seed", [7, 11])
def test_duplicate_payments_are_there_in_the_promised_number(planted: Made, scale: float, seed: int) -> None:
    group = planted(scale, seed)
    for variant, wanted in promised(KIND, scale).items():
        assert group.past(KIND, variant) == wanted, variant


def test_a_duplicate_payment_pays_one_obligation_twice(group: Planted) -> None:
    paid = pl.concat([named(group, variant, "payment") for variant in ("exact", "rewritten")])
    of_fault = paid.group_by("fault").agg(
        pl.len(),
        pl.col("supplier_id", "company_id", "amount", "status").n_unique(),
        pl.col("posting_date").n_unique().alias("days"),
    )
    assert (of_fault["len"] == 2).all()
    assert (of_fault.select("supplier_id", "company_id", "amount", "status") == 1).to_numpy().all()
    assert (of_fault["days"] == 2).all()
    parts = named(group, "split", "payment").sort("fault", "amount")
    sums = parts.group_by("fault").agg(
        pl.len(), whole=pl.col("amount").max(), rest=pl.col("amount").sort().head(2).sum()
    )
    assert (sums["len"] == 3).all()
    assert (sums["whole"] == sums["rest"]).all()
    settled = group.rows("erp", "supplier_settlement")["payment_id"]
    applied = parts.with_columns(is_applied=pl.col("key").is_in(settled.implode()))
    assert applied.filter("is_applied").height == sums.height


def test_the_second_bill_is_the_first_one_written_otherwise(group: Planted) -> None:
    for variant in ("exact", "rewritten"):
        bills = named(group, variant, "purchase_invoice").with_columns(
            number=plain(pl.col("supplier_invoice_number").str.replace(r"^FP-?20", "FP"))
        )
        pairs = bills.group_by("fault").agg(
            pl.len(),
            pl.col("supplier_id", "gross_amount", "document_date").n_unique(),
            typed=pl.col("supplier_invoice_number").n_unique(),
        ).filter(pl.col("len") > 1)  # fmt: skip
        assert (pairs.select("supplier_id", "gross_amount", "document_date") == 1).to_numpy().all()
        assert (pairs["typed"] == (1 if variant == "exact" else 2)).all()
        digits = bills.with_columns(pl.col("number").str.replace_all(r"\D", "").str.tail(1)).group_by("fault")
        assert (digits.agg(pl.col("number").n_unique())["number"] == 1).all()
    assert named(group, "rewritten", "purchase_invoice").height == 2 * group.told(KIND, "rewritten")["fault"].n_unique()


def test_look_alikes_differ_where_they_say(group: Planted) -> None:
    rents = named(group, "monthly_rent", "purchase_invoice").group_by("fault").agg(
        pl.len(), pl.col("supplier_id", "gross_amount", "supplier_invoice_number").n_unique()
    )  # fmt: skip
    assert (rents["supplier_invoice_number"] == rents["len"]).all()
    assert (rents.select("supplier_id", "gross_amount") == 1).to_numpy().all()
    colliding = named(group, "colliding_numbers", "purchase_invoice").filter(pl.col("role") == "subject")
    merged = pl.col("supplier_invoice_number").str.replace_all(r"[-/]", "").alias("merged")
    pairs = colliding.with_columns(merged).group_by("fault").agg(
        pl.len(), pl.col("supplier_id", "gross_amount", "merged", "supplier_invoice_number").n_unique()
    )  # fmt: skip
    assert (pairs.select("len", "supplier_invoice_number") == 2).to_numpy().all()
    assert (pairs.select("supplier_id", "gross_amount", "merged") == 1).to_numpy().all()
    restarted = named(group, "restarted_numbers", "purchase_invoice").group_by("fault").agg(
        pl.col("supplier_id", "gross_amount", "supplier_invoice_number").n_unique(),
        years=pl.col("document_date").dt.year().n_unique(),
    )  # fmt: skip
    assert (restarted.select("supplier_id", "gross_amount", "supplier_invoice_number") == 1).to_numpy().all()
    assert (restarted["years"] == 2).all()
    repaid = named(group, "reversed_and_repaid", "payment")
    assert repaid.group_by("fault").agg(pl.col("is_returned").sum())["is_returned"].eq(1).all()
    assert (
        repaid["replaces_id"].drop_nulls().sort().equals(repaid.filter("is_returned")["key"].sort(), check_names=False)
    )
    bills = group.rows("erp", "purchase_invoice").filter(pl.col("status") == "posted")
    bills = bills.filter(pl.col("document_kind") == "invoice", pl.col("original_invoice_id").is_null())
    alike = bills.group_by("supplier_id", "supplier_invoice_number", pl.col("document_date").dt.year()).agg("id")
    entered = {key for keys in alike.filter(pl.col("id").list.len() > 1)["id"] for key in keys}
    told = named(group, "exact", "purchase_invoice")
    assert entered <= set(told["key"]), "a bill was entered twice, and the truth does not say so"


def test_every_second_payment_was_asked_for(group: Planted) -> None:
    known = group.rows("oa", "payment_request").select("gross_amount", "paid_on", "status").unique()
    for variant in ("exact", "rewritten", "split", "monthly_rent", "restarted_numbers", "colliding_numbers"):
        paid = named(group, variant, "payment").select("key", gross_amount="amount", paid_on="posting_date")
        assert paid.join(known, on=["gross_amount", "paid_on"], how="anti").is_empty(), variant


def test_no_account_falls_below_zero_because_of_it(group: Planted) -> None:
    assert (group.rows("erp", "bank_line")["balance_amount"] >= 0).all()


def test_requests_of_planted_payments_are_stamped_as_others(group: Planted) -> None:
    requests = group.rows("oa", "request").filter(pl.col("form_type") == "payment").drop_nulls("submitted_at")
    steps = group.rows("oa", "request_step").select("request_id", "arrived_at", "decided_at")
    begun = steps.join(requests.select("submitted_at", "finished_at", request_id="id"), on="request_id")
    assert (begun["arrived_at"] >= begun["submitted_at"]).all()
    assert (begun["decided_at"] <= begun["finished_at"]).all()
    at = requests.select("applicant_id", "amount", pl.col("submitted_at").dt.time().alias("time"))
    assert at.is_duplicated().sum() == 0
