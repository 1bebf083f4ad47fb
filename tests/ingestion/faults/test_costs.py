"""Costs on wrong accounts and projects, and budgets that are overspent, as an auditor recomputes them."""

from collections.abc import Callable

import polars as pl
import pytest

from ingestion.demo.faults.parameters import shipped
from ingestion.demo.group.books_chart import SUBJECTS
from tests.ingestion.faults.conftest import Planted

CASES = ((0.1, 7), (0.1, 11))
YEAR = ["department_id", "account_id", "year"]


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def group(request: pytest.FixtureRequest, planted: Callable[..., Planted]) -> Planted:
    return planted(*request.param)


def journal(group: Planted) -> pl.DataFrame:
    """Lines with their entries; keys as wide as those that they refer to."""
    entries = group.rows("erp", "journal_entry").select(
        "company_id", "posting_date", "document_type", "document_id", entry_id="id"
    )
    wide = pl.selectors.integer().cast(pl.Int64)
    return group.rows("erp", "journal_line").with_columns(wide).join(entries, on="entry_id")


def test_what_is_misposted_contradicts_its_document(group: Planted) -> None:
    lines = journal(group)
    subject = lines.join(group.rows("erp", "account").select("subject", account_id="id"), on="account_id", how="left")
    told = group.told("misposted").filter(pl.col("table") == "journal_line")
    named = told.join(subject, left_on="key", right_on="id")
    assert named.height == told.height
    of_claims = named.filter(pl.col("variant").is_in(["subject", "reclassified"]))
    assert (of_claims["subject"] == shipped()["misposted"]["onto"]).all()
    assert (of_claims["document_type"] == "claim").all()
    pay = named.filter(pl.col("variant") == "department").join(
        group.rows("erp", "employee").select("department_id", employee_id="id"), on="employee_id"
    )
    assert (pay["department_id"] != pay["department_id_right"]).all()
    bills = named.filter(pl.col("variant") == "bill").join(
        group.rows("erp", "purchase_invoice").select("department_id", document_id="id"), on="document_id"
    )
    assert bills.height
    assert (bills["department_id"] != bills["department_id_right"]).all()
    own = group.rows("erp", "purchase_invoice_line").select("account_id", document_id="invoice_id")
    assert bills.join(own, on=["document_id", "account_id"]).height == bills.height
    # what the bill's lines say is what the journal says, wherever it is booked
    every = lines.filter(pl.col("document_type") == "purchase_invoice", pl.col("department_id").is_not_null())
    other = every.join(
        group.rows("erp", "purchase_invoice").select("department_id", document_id="id"), on="document_id", suffix="_own"
    ).filter(pl.col("department_id") != pl.col("department_id_own"))
    assert set(other["id"]) == set(bills["key"])


def test_pay_stands_on_the_department_of_who_is_paid(group: Planted) -> None:
    expenses = group.rows("erp", "account").filter(pl.col("subject").is_in(list(SUBJECTS)))["id"]
    pay = journal(group).filter((pl.col("document_type") == "payroll") & pl.col("account_id").is_in(expenses.implode()))
    people = group.versions["erp"]["employee"].select("department_id", employee_id="id").unique()
    wrong = pay.join(people, on=["employee_id", "department_id"], how="anti")
    told = group.told("misposted", "department")
    assert set(wrong["id"]) == set(told.filter(pl.col("table") == "journal_line")["key"])
    merged = group.told("misposted", "merged_department")
    assert set(merged["key"]) <= set(pay["id"])


def test_what_was_put_right_has_a_voucher_that_names_it(group: Planted) -> None:
    lines = journal(group)
    for kind in ("misposted", "cost_parked"):
        told = group.told(kind, "reclassified").filter(pl.col("table") == "journal_line")
        wrong = told.join(lines, left_on="key", right_on="id")
        right = lines.filter(pl.col("document_type") == "reclassification")
        both = wrong.join(right, left_on="entry_id", right_on="document_id", suffix="_voucher")
        taken = both.filter(
            (pl.col("account_id") == pl.col("account_id_voucher")) & (pl.col("amount_company_voucher") < 0)
        )
        assert taken["fault"].n_unique() == told["fault"].n_unique() > 0
        assert (taken["posting_date_voucher"] == taken["seen_on"]).all()
        assert (taken["project_code"].eq_missing(taken["project_code_voucher"])).all()


def test_parked_costs_stand_on_another_project_than_their_order(group: Planted) -> None:
    lines = journal(group).filter(pl.col("account_id") % 1000 == 33)
    orders = group.rows("erp", "purchase_order").select("project_code", order_id="id").drop_nulls()
    found: set[int] = set()
    for table in ("purchase_invoice", "goods_receipt"):
        documents = group.rows("erp", table).select("order_id", document_id="id").join(orders, on="order_id")
        of = lines.filter(pl.col("document_type") == table).join(documents, on="document_id", suffix="_order")
        found |= set(of.filter(pl.col("project_code").ne_missing(pl.col("project_code_order")))["id"])
    told = group.told("cost_parked").filter(pl.col("table") == "journal_line")
    named = told.filter(pl.col("variant").is_in(["bill", "receipt"]))
    put_right = told.filter(pl.col("variant") == "reclassified")
    assert set(named["key"]) <= found
    assert len(found - set(named["key"])) >= put_right.height
    vouchers = group.told("cost_parked", "there_and_back").join(lines, left_on="key", right_on="entry_id")
    sums = vouchers.group_by("fault", "project_code").agg(pl.col("amount_company").sum(), pl.len())
    assert (sums["amount_company"] == 0).all()
    assert (vouchers["document_type"] == "manual").all()
    assert vouchers.height


def test_overspent_budgets_are_those_that_are_told(group: Planted) -> None:
    given = shipped()["overspent"]
    year = pl.col("posting_date").dt.year().cast(pl.Int64).alias("year")
    accounts = group.rows("erp", "account").drop_nulls("subject")["id"]
    spent = journal(group).with_columns(year).filter(pl.col("account_id").is_in(accounts.implode()))
    actual = spent.drop_nulls("department_id").group_by(YEAR).agg(actual=pl.col("amount_company").sum())
    versions = group.rows("erp", "budget_version").drop_nulls("approved_on")
    newest = versions.sort("approved_on").unique(["company_id", "year"], keep="last")
    lines = group.rows("erp", "budget_line").filter(pl.col("project_code").is_null())
    lines = lines.join(newest.select(pl.col("year").cast(pl.Int64), version_id="id"), on="version_id")
    revised = lines.group_by(YEAR).agg(revised=pl.col("amount").sum())
    more = group.rows("erp", "budget_adjustment").filter(
        pl.col("project_code").is_null() & pl.col("approved_on").is_not_null()
    )
    more = more.group_by("department_id", "account_id", year=pl.col("month").dt.year().cast(pl.Int64)).agg(
        more=pl.col("amount").sum()
    )
    both = revised.join(actual, on=YEAR).join(more, on=YEAR, how="left").with_columns(pl.col("more").fill_null(0))
    allowed = pl.col("revised") + pl.col("more")
    over = both.filter(
        (pl.col("actual") > given["threshold"] * allowed) & (pl.col("actual") - allowed > given["least"] * 100)
    )
    told = group.told("overspent")
    keys = told.select("variant", "is_fault", id="key").join(lines, on="id")
    faults = keys.filter("is_fault").select(YEAR).unique()
    assert faults.join(over, on=YEAR, how="anti").is_empty()
    assert over.join(faults, on=YEAR, how="anti").is_empty()
    covered = keys.filter(pl.col("variant") == "adjusted").select(YEAR).unique().join(both, on=YEAR)
    assert covered.height
    assert (covered["actual"] > given["threshold"] * covered["revised"]).all()
    assert (covered["actual"] <= given["threshold"] * (covered["revised"] + covered["more"])).all()
    asked = group.rows("erp", "budget_adjustment").filter(pl.col("approved_on").is_null())
    refused = keys.filter(pl.col("variant") == "refused").select(YEAR).unique()
    assert refused.join(asked, on=["department_id", "account_id"], how="semi").height == refused.height > 0
    months = keys.filter(pl.col("variant") == "month").select(YEAR).unique()
    assert months.join(over, on=YEAR).is_empty()
    assert months.height
