"""Accounts of payees that were changed or are an employee's, and look-alikes: by an independent look at the ERP."""

from collections.abc import Callable

import polars as pl
import pytest

from ingestion.demo.faults.parameters import shipped
from tests.ingestion.faults.conftest import Planted
from tests.ingestion.faults.test_payments import CASES, promised

CHANGED, SHARED = "payee_account_changed", "employee_account"
Made = Callable[..., Planted]


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def group(request: pytest.FixtureRequest, planted: Made) -> Planted:
    return planted(*request.param)


@pytest.mark.parametrize("scale", [0.02, 0.1])
@pytest.mark.parametrize("seed", [7, 11])
def test_changed_and_shared_accounts_are_there_in_the_promised_number(planted: Made, scale: float, seed: int) -> None:
    group = planted(scale, seed)
    for kind in (CHANGED, SHARED):
        for variant, wanted in promised(kind, scale).items():
            assert group.past(kind, variant) == wanted, variant


def paid_after_changes(group: Planted) -> pl.DataFrame:
    """Payments soon after a change: payment (key), confirmed (by somebody else, until then), the change's columns."""
    payments = group.rows("erp", "payment").filter((pl.col("medium") == "bank") & (pl.col("status") != "draft"))
    payments = payments.select("supplier_id", payment="id", paid_on="posting_date")
    changes = group.rows("erp", "supplier_bank_change")
    within = pl.duration(days=shipped()[CHANGED]["paid_within"])
    # what is changed back within that time hides no payment after it
    changes = changes.sort("supplier_id", "changed_on", "id").with_columns(
        until=pl.min_horizontal(
            pl.col("changed_on") + within, pl.col("changed_on").shift(-1).over("supplier_id") - pl.duration(days=1)
        ).fill_null(pl.col("changed_on") + within)
    )
    after = payments.join(changes, on="supplier_id").filter(pl.col("paid_on").is_between("changed_on", "until"))
    confirmed = (pl.col("confirmed_on") <= pl.col("paid_on")) & (pl.col("confirmed_by_id") != pl.col("employee_id"))
    return after.with_columns(confirmed=confirmed.fill_null(False))


def test_every_payment_to_an_account_that_nobody_else_confirmed_is_told(group: Planted) -> None:
    after = paid_after_changes(group)
    told = group.told(CHANGED).filter("is_fault")
    open_changes = after.filter(~pl.col("confirmed"))
    assert set(open_changes["payment"]) <= set(told.filter(pl.col("table") == "payment")["key"])
    logged = told.filter(pl.col("table") == "supplier_bank_change")
    first = logged.sort("fault", "seen_on").unique("fault", keep="first")
    assert set(first["key"]) <= set(open_changes["id"]) <= set(logged["key"])
    assert logged["fault"].n_unique() == told["fault"].n_unique()
    own = group.told(CHANGED, "self_confirmed").filter(pl.col("table") == "supplier_bank_change")
    selves = own.join(after, left_on="key", right_on="id")
    assert (selves["confirmed_by_id"] == selves["employee_id"]).all()
    assert selves["confirmed_by_id"].null_count() == 0
    verified = group.told(CHANGED, "verified_change").filter(pl.col("table") == "supplier_bank_change")
    rows = after.join(verified, left_on="id", right_on="key", how="semi")
    assert rows["id"].n_unique() == verified.height
    assert rows["confirmed"].all()


def test_the_log_says_what_the_suppliers_versions_say(group: Planted) -> None:
    versions = group.versions["erp"]["supplier"].sort("id", "_from")
    number = pl.col("bank_account_number")
    changed = versions.with_columns(old=number.shift(1).over("id")).filter(
        pl.col("old").is_not_null() & (pl.col("old") != number)
    )  # fmt: skip
    shown = changed.select(supplier_id="id", changed_on="_from", old_account_number="old", new_account_number=number)
    log = group.rows("erp", "supplier_bank_change").select(shown.columns)
    keys = ["supplier_id", "changed_on"]
    assert log.sort(keys).equals(shown.sort(keys))


def test_the_account_at_payment_is_the_new_one(group: Planted) -> None:
    told = group.told(CHANGED, role=None).filter(pl.col("is_fault"))
    log = told.filter(pl.col("table") == "supplier_bank_change").join(
        group.rows("erp", "supplier_bank_change"), left_on="key", right_on="id"
    )  # fmt: skip
    log = log.sort("fault", "changed_on").unique("fault", keep="first")
    suppliers = group.versions["erp"]["supplier"].select("bank_account_number", "_from", "_until", supplier_id="id")
    then = log.drop("_from", "_until").join(suppliers, on="supplier_id")
    is_then = (pl.col("_from") <= pl.col("seen_on")) & (pl.col("seen_on") < pl.col("_until")).fill_null(True)
    then = then.filter(is_then)
    assert then.height == log.height
    assert (then["bank_account_number"] == then["new_account_number"]).all()
    back = log.filter(pl.col("variant") == "changed_back").join(
        group.rows("erp", "supplier"), left_on="supplier_id", right_on="id"
    )
    assert (back["bank_account_number"] == back["old_account_number"]).all()


def test_every_supplier_with_an_employees_account_is_told(group: Planted) -> None:
    digits = pl.col("bank_account_number").str.replace_all(r"\D", "").alias("account")
    people = group.rows("erp", "employee").select(digits, employee_id="id", employee_name="name")
    suppliers = group.rows("erp", "supplier").select(digits, "name", "supplier_group", supplier_id="id")
    shared = suppliers.join(people, on="account")
    own = shared.filter(pl.col("name") == pl.col("employee_name"))
    of = group.told(SHARED).filter(pl.col("table") == "supplier")
    assert set(own["supplier_id"]) == set(of.filter(~pl.col("is_fault"))["key"])
    assert set(shared["supplier_id"]) - set(own["supplier_id"]) == set(of.filter("is_fault")["key"])
    paid = group.rows("erp", "payment").filter(pl.col("status") == "posted")
    assert set(of["key"]) <= set(paid["supplier_id"])
    requests = group.rows("oa", "payment_request").select("gross_amount", "paid_on", payee="payee_name")
    planted = group.told(SHARED, "reimbursement").filter(pl.col("table") == "payment").join(
        paid, left_on="key", right_on="id"
    ).join(suppliers.select("supplier_id", payee="name"), on="supplier_id")  # fmt: skip
    asked = planted.select("payee", gross_amount="amount_right", paid_on="posting_date").join(
        requests, on=["gross_amount", "paid_on", "payee"], how="anti"
    )
    assert asked.is_empty()


def test_nobody_shares_an_account_without_faults(planted: Made) -> None:
    nothing = {"faults": dict.fromkeys(shipped()[SHARED]["faults"], 0)}
    nothing["lookalikes"] = dict.fromkeys(shipped()[SHARED]["lookalikes"], 0)
    group = planted(0.02, 7, {SHARED: nothing, CHANGED: {"faults": dict.fromkeys(shipped()[CHANGED]["faults"], 0)}})
    accounts = group.rows("erp", "employee")["bank_account_number"]
    suppliers = group.rows("erp", "supplier")["bank_account_number"]
    assert not suppliers.is_in(accounts.implode()).any()
    assert paid_after_changes(group)["confirmed"].all()
