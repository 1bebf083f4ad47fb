"""The group's money: days in order, parts that add up, balances without gaps, people who pay as they are."""

from dataclasses import fields
from datetime import date

import polars as pl
import pytest

from tests.ingestion.group.money_ground import Whole, make_whole, whole
from tests.ingestion.group.systems import CASES


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0]}-{case[2]}")
def group(request: pytest.FixtureRequest) -> Whole:
    return whole(*request.param)


SIDES = (("sales", "receipts", "settlements"), ("purchase", "payments", "supplier_settlements"))


def cash(group: Whole, name: str) -> pl.DataFrame:
    found: pl.DataFrame = getattr(group.money, name)
    return found


def test_keys_are_unique_and_same_arguments_make_the_same() -> None:
    one, other = whole(*CASES[1]), make_whole(whole(*CASES[1]).ground)
    for part in ("money", "books", "budgets"):
        for field in fields(getattr(one, part)):
            frame = getattr(getattr(one, part), field.name)
            assert frame["id"].is_unique().all(), field.name
            assert frame.equals(getattr(getattr(other, part), field.name)), field.name
    for name in ("receipts", "payments"):
        assert cash(one, name)["number"].is_unique().all()


@pytest.mark.parametrize("side", SIDES, ids=lambda side: side[0])
def test_settlements_fit_their_documents(group: Whole, side: tuple[str, str, str]) -> None:
    """Never before both documents, never more than either holds, and carrying amounts to the cent."""
    name, documents, settlements = side
    rows, invoices = cash(group, settlements), group.trade.invoices
    known = invoices.filter(pl.col("posted_on").is_not_null()).select(
        pl.max_horizontal("posted_on", "posting_date", "seen_on").alias("_known"),
        invoice_id="id",
        _whole="gross_amount",
        _company="gross_amount_company",
        _side="side",
        _who="party_id",
    )
    joined = rows.join(known, on="invoice_id", how="left")
    assert (joined["_side"] == name).all()
    assert (joined["_who"] == joined["party_id"]).all()
    assert (joined["settled_on"] >= joined["_known"]).all()
    assert (rows["cash_id"].is_null() != rows["credit_note_id"].is_null()).all()
    assert (rows["reversed_on"] >= rows["settled_on"]).drop_nulls().all()
    standing = joined.filter(pl.col("reversed_on").is_null())
    by_invoice = standing.group_by("invoice_id").agg(
        pl.col("amount", "amount_company_invoice").sum(), pl.col("_whole", "_company").first()
    )
    assert (by_invoice["amount"] <= by_invoice["_whole"]).all()
    settled = by_invoice.filter(pl.col("amount") == pl.col("_whole"))
    assert (settled["amount_company_invoice"] == settled["_company"]).all()
    assert settled.height > 100
    paid = cash(group, documents).filter(pl.col("posted_on").is_not_null())
    by_cash = standing.drop_nulls("cash_id").group_by("cash_id").agg(pl.col("amount", "amount_company_credit").sum())
    by_cash = by_cash.join(paid.select(cash_id="id", _whole="amount", _company="amount_company"), on="cash_id")
    assert by_cash.height == standing["cash_id"].drop_nulls().n_unique()
    assert (by_cash["amount"] <= by_cash["_whole"]).all()
    whole_ones = by_cash.filter(pl.col("amount") == pl.col("_whole"))
    assert (whole_ones["amount_company_credit"] == whole_ones["_company"]).all()
    instalments = group.trade.instalments.select(
        "invoice_id", pl.col("sequence").alias("instalment_sequence"), _part="gross_amount"
    )
    by_part = standing.group_by("invoice_id", "instalment_sequence").agg(pl.col("amount").sum())
    by_part = by_part.join(instalments, on=["invoice_id", "instalment_sequence"], how="left")
    assert (by_part["amount"] <= by_part["_part"]).all()


@pytest.mark.parametrize("side", SIDES, ids=lambda side: side[0])
def test_documents_of_cash(group: Whole, side: tuple[str, str, str]) -> None:
    rows = cash(group, side[1])
    assert (rows["amount"] > 0).all()
    assert (rows["posted_on"] >= rows["entered_on"]).drop_nulls().all()
    assert (rows["cancelled_on"] >= rows["posted_on"]).drop_nulls().all()
    assert (rows["medium"] == "bank").to_list() == rows["bank_account_id"].is_not_null().to_list()
    assert (rows["medium"] == "note").to_list() == rows["note_id"].is_not_null().to_list()
    replaced = rows.drop_nulls("replaces_id").join(rows, left_on="replaces_id", right_on="id", suffix="_old")
    assert (replaced["amount"] == replaced["amount_old"]).all()
    assert (replaced["posting_date"] >= replaced["cancelled_on_old"]).all()
    assert replaced.height == rows["cancelled_on"].drop_nulls().len()
    # several invoices in one document, several documents for one invoice, and what is not applied
    rows = cash(group, side[2]).drop_nulls("cash_id")
    assert rows.group_by("cash_id").agg(pl.col("invoice_id").n_unique())["invoice_id"].max() > 1
    assert rows.group_by("invoice_id").agg(pl.col("cash_id").n_unique())["cash_id"].max() > 1


def test_sisters_pay_and_receive_the_same(group: Whole) -> None:
    received, paid = (cash(group, one).filter("is_own")["bank_amount"].sum() for one in ("receipts", "payments"))
    assert received > 0
    assert received == pytest.approx(paid, rel=0.15)


def test_bank_lines_run_through(group: Whole) -> None:
    lines = group.money.bank_lines.sort("bank_account_id", "sequence")
    opening = group.ground.masters.bank_accounts.select("opening_amount", bank_account_id="id")
    lines = lines.join(opening, on="bank_account_id", maintain_order="left")
    before = pl.col("balance_amount").shift(1).over("bank_account_id").fill_null(pl.col("opening_amount"))
    assert lines.select((before + pl.col("amount") == pl.col("balance_amount")).all()).item()
    gaps = lines.select(pl.col("value_date").to_physical().diff().over("bank_account_id"))["value_date"].drop_nulls()
    assert (gaps >= 0).all()
    assert (lines["balance_amount"] >= 0).mean() > 0.995
    assert lines["bank_account_id"].n_unique() == opening.height


def test_bills_live_once(group: Whole) -> None:
    notes, events = group.money.notes, group.money.note_events
    per_note = events.group_by("note_id").agg(
        pl.len(), pl.col("kind").is_in(["received", "issued"]).sum().alias("begun"), pl.col("happened_on").is_sorted()
    )
    assert (per_note["begun"] == 1).all()
    assert (per_note["len"] <= 2).all()
    assert (notes["matures_on"] > notes["issued_on"]).all()
    joined = events.join(notes.select("amount", "matures_on", note_id="id"), on="note_id")
    assert (joined["amount"] == joined["amount_right"]).all()
    early = joined.filter(pl.col("kind").is_in(["endorsed", "discounted"]))
    assert (early["happened_on"] < early["matures_on"]).all()
    held = joined.filter(pl.col("kind").is_in(["collected", "paid"]))
    assert (held["happened_on"] >= held["matures_on"]).all()
    assert {"received", "endorsed", "discounted", "collected", "issued", "paid"} == set(events["kind"])
    paid = group.money.receipts.filter((pl.col("currency") == "CNY") & (pl.col("medium") != "write_off"))
    share = paid.filter(pl.col("medium") == "note")["amount"].sum() / paid["amount"].sum()
    assert 0.01 < share < 0.4


def test_loans_and_guarantees(group: Whole) -> None:
    money = group.money
    loans = money.loan_events.join(money.loans.select(loan_id="id", whole="amount"), on="loan_id")
    principal = loans.filter(pl.col("kind") != "interest").group_by("loan_id", "kind").agg(pl.col("amount").sum())
    principal = principal.join(money.loans.select(loan_id="id", whole="amount"), on="loan_id")
    assert (principal["amount"] == principal["whole"]).all()
    assert loans.filter(pl.col("kind") == "interest").height
    outstanding = pl.when(pl.col("kind") == "drawdown").then("amount").otherwise(-pl.col("amount"))
    by_company = (
        loans.filter(pl.col("kind") != "interest")
        .sort("happened_on", pl.col("kind") != "repayment", "id")
        .with_columns(left=outstanding.cum_sum().over("company_id"))
    )
    limits = money.facilities.group_by("company_id").agg(pl.col("limit_amount").max())
    assert (
        by_company.join(limits, on="company_id").select((pl.col("left") <= pl.col("limit_amount") * 1.2).all()).item()
    )
    guarantees = money.guarantees
    assert (guarantees["expires_on"] > guarantees["issued_on"]).all()
    assert (guarantees["released_on"] > guarantees["issued_on"]).drop_nulls().all()
    assert set(guarantees["kind"]) == {"bid", "performance", "advance"}
    margin = money.guarantee_events.group_by("guarantee_id").agg(pl.col("margin_amount").sum())
    given_back = margin.join(
        guarantees.drop_nulls("released_on").select(guarantee_id="id"), on="guarantee_id", how="semi"
    )
    assert (given_back["margin_amount"] == 0).all()


def test_characters_pay_as_they_are() -> None:
    """The later a character, the later the money; decline and the Lunar New Year leave their marks."""
    group = whole(*CASES[0])
    given = group.ground
    invoices = group.trade.invoices.select("sister_id", "party_id", invoice_id="id")
    due = group.trade.instalments.filter(pl.col("kind") == "normal").select(
        "invoice_id", "due_date", pl.col("sequence").alias("instalment_sequence")
    )
    settled = (
        group.money.settlements.drop_nulls("cash_id")
        .filter(~pl.col("is_advance"))
        .join(due, on=["invoice_id", "instalment_sequence"])
        .join(invoices, on="invoice_id")
        .filter(pl.col("sister_id").is_null())
        .join(group.money.receipts.select("posting_date", cash_id="id"), on="cash_id")
        .join(given.masters.customers.select("character", party_id="id"), on="party_id")
        .with_columns(late=(pl.col("posting_date") - pl.col("due_date")).dt.total_days())
    )
    late = dict(settled.group_by("character").agg(pl.col("late").mean()).iter_rows())
    assert late["prompt"] < late["month_end"] < late["late"] < late["very_late"]
    assert late["very_late"] > 40
    working = given.world.timeline.is_working(group.money.receipts["posting_date"].to_physical().to_numpy())
    assert working.mean() > 0.9
    # debts are cleared before the Lunar New Year, and little is paid in the weeks after it
    paid = group.money.receipts.filter(~pl.col("is_own"))["posting_date"]
    days = [pl.lit(day) for day in given.world.timeline.lunar_new_year()[:4]]
    before, after = (
        sum(paid.to_frame().filter(pl.col("posting_date").is_between(day + one, day + other)).height for day in days)
        for one, other in ((-pl.duration(days=28), pl.duration()), (pl.duration(), pl.duration(days=28)))
    )
    assert before > 1.1 * after


def test_sales_outstanding_are_plausible() -> None:
    """Of companies with much business, between 20 and 180 days in the mean of two years; one group is one throw."""
    group = whole(*CASES[0])
    lines = group.lines.filter(pl.col("role") == "receivable")
    sold = group.trade.invoices.filter((pl.col("side") == "sales") & pl.col("posted_on").is_not_null())
    for company in (2, 3):
        days = []
        for year in (2025, 2026):
            balance = lines.filter((pl.col("company_id") == company) & (pl.col("posting_date") <= date(year, 6, 30)))[
                "amount_company"
            ].sum()
            sales = sold.filter(
                (pl.col("company_id") == company)
                & pl.col("posting_date").is_between(date(year - 1, 7, 1), date(year, 6, 30))
            )["gross_amount_company"].sum()
            days.append(balance / sales * 365)
        assert 20 < sum(days) / 2 < 180, (company, days)
