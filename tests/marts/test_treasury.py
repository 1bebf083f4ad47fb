"""Bills, credit, guarantees and fund plans, against the ERP's and the OA's own files."""

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from quarterdeck.access import Viewer
from quarterdeck.reports.report import Report
from quarterdeck.reports.running import run_report
from quarterdeck.reports.treasury import BANK_MATURITIES, BILLS_MATURITY, CREDIT_HEADROOM, FUND_PLAN, GUARANTEES
from quarterdeck.warehouse import Warehouse as Door
from tests.marts.test_cash import WORDS
from tests.warehouse import AS_OF, Warehouse

DAYS = (AS_OF, date(2026, 3, 31), date(2025, 8, 15), date(2024, 2, 10))
CODES = {1: "YZG", 2: "YZE", 3: "YZT", 4: "YZC", 5: "YZP", 6: "YZO"}


def read(warehouse: Warehouse, report: Report, day: date, **more: Any) -> pl.DataFrame:
    with Door(warehouse.settings.layout) as door:
        given = {"company": None, "system": None} | more
        return run_report(door, Viewer.everything(), report, as_of=day, **given)


def bills_by_state(warehouse: Warehouse, day: date) -> dict[tuple[str, str], Decimal]:
    """What stands in each state, bill by bill from the events up to the day."""
    notes = {row[0]: row[1:] for row in warehouse.source_rows("erp", "select id, side, matures_on, amount from note")}
    ended, passed, begun = set(), {}, set()
    for note, kind in warehouse.source_rows(
        "erp", f"select note_id, kind from note_event where happened_on <= '{day}' order by happened_on, id"
    ):
        if kind in ("collected", "paid", "dishonoured"):
            ended.add(note)
        elif kind in ("endorsed", "discounted"):
            passed[note] = kind
        else:
            begun.add(note)
    found: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for note in begun - ended:
        side, matures_on, amount = notes[note]
        state = passed.get(note, "held" if side == "receivable" else "issued")
        if state in ("endorsed", "discounted") and str(day) > matures_on:
            continue
        found["received" if side == "receivable" else "issued", state] += Decimal(amount)
    return dict(found)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_bills_stand_in_the_state_that_their_events_tell(warehouse: Warehouse, day: date) -> None:
    bounds = [30, 60, 90, 180]
    bills = read(warehouse, BILLS_MATURITY, day, detail="bill", buckets=bounds)
    sums = bills.group_by("side", "state").agg(pl.col("bill_amount").sum())
    assert {(row[0], row[1]): row[2] for row in sums.rows()} == bills_by_state(warehouse, day)
    for days, bucket in bills.select("days_to_maturity", "bucket").rows():
        low, high = {"past due": (-9999, -1), "over 180": (181, 9999)}.get(
            bucket, tuple(map(int, bucket.split("-"))) if bucket[0].isdigit() else (0, 0)
        )
        assert low <= days <= high
    buckets = read(warehouse, BILLS_MATURITY, day, detail="bucket", buckets=bounds)
    by = ["company", "side", "state", "bucket"]
    counted = bills.group_by(by).agg(pl.col("bill_amount").sum(), pl.len().cast(pl.Int32).alias("bill_count")).sort(by)
    assert counted.equals(buckets.select(*by, "bill_amount", "bill_count").sort(by))


Banks = dict[tuple[str, str], dict[str, Decimal]]


def at_banks(warehouse: Warehouse, day: date) -> Banks:
    """What stands at each company's banks on a day, from the ERP's own file."""
    found: Banks = defaultdict(lambda: defaultdict(Decimal))
    for kind, sql in (
        (
            "limit",
            f"select company_id, bank, limit_amount from facility where '{day}' between valid_from and valid_until",
        ),
        (
            "drawn",
            "select company_id, bank, case kind when 'drawdown' then '' else '-' end || loan_event.amount "
            f"from loan_event join loan on loan.id = loan_id where happened_on <= '{day}' and kind <> 'interest'",
        ),
        (
            "accepted",
            "select company_id, acceptor, case note_event.kind when 'issued' then '' else '-' end || note.amount "
            "from note_event join note on note.id = note_id where side = 'payable' and note.kind = 'bank' "
            f"and happened_on <= '{day}'",
        ),
        (
            "margin",
            "select guarantee.company_id, bank, guarantee_event.margin_amount from guarantee_event "
            "join guarantee on guarantee.id = guarantee_id join bank_account on bank_account.id = bank_account_id "
            f"where happened_on <= '{day}'",
        ),
        (
            "guaranteed",
            "select guarantee.company_id, bank, guarantee.amount from guarantee "
            f"join bank_account on bank_account.id = bank_account_id where issued_on <= '{day}' and not exists "
            "(select 1 from guarantee_event where guarantee_id = guarantee.id and kind = 'released' "
            f"and happened_on <= '{day}')",
        ),
    ):
        for company, bank, amount in warehouse.source_rows("erp", sql):
            found[CODES[company], bank][kind] += Decimal(amount)
    return {bank: amounts for bank, amounts in found.items() if any(amounts.values())}


def counted(amounts: dict[str, Decimal]) -> Decimal:
    """What of it takes from the limit: margins are deposited for guarantees alone."""
    return amounts["drawn"] + amounts["accepted"] + amounts["guaranteed"] - amounts["margin"]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_headroom_is_what_banks_grant_less_what_they_lent_accepted_and_guaranteed(
    warehouse: Warehouse, day: date
) -> None:
    expected = at_banks(warehouse, day)
    found = {(row["company"], row["bank"]): row for row in read(warehouse, CREDIT_HEADROOM, day).iter_rows(named=True)}
    assert found.keys() == expected.keys() and any(not amounts["limit"] for amounts in expected.values())
    for key, amounts in expected.items():
        row, headroom = found[key], amounts["limit"] - counted(amounts)
        for kind in ("limit", "drawn", "accepted", "guaranteed", "margin"):
            assert row[f"{kind}_amount"] == amounts[kind], (key, kind)
        assert (row["counted_amount"], row["headroom_amount"]) == (counted(amounts), headroom)
        assert row["undrawn_amount"] == max(headroom, Decimal(0))
        state = "no_facility" if not amounts["limit"] else "over_limit" if headroom < 0 else "within"
        assert (row["line_state"], row["used_share"] is None) == (state, not amounts["limit"])


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_what_falls_due_at_banks_is_what_stands_there_with_its_day(warehouse: Warehouse, day: date) -> None:
    found = read(warehouse, BANK_MATURITIES, day)
    loans = {
        (number, date.fromisoformat(due_on)): Decimal(amount)
        for number, due_on, amount in warehouse.source_rows(
            "erp",
            f"select number, due_on, amount from loan where drawn_on <= '{day}' and not exists "
            f"(select 1 from loan_event where loan_id = loan.id and kind = 'repayment' and happened_on <= '{day}')",
        )
    }
    shown = found.filter(pl.col("kind") == "loan").select("document_number", "due_date", "due_amount")
    assert {row[:2]: row[2] for row in shown.rows()} == loans
    assert all((due - day).days == days for due, days in found.select("due_date", "days_to_due").rows() if due)
    # bills of both sides, and guarantees, are those of their own reports
    bills = read(warehouse, BILLS_MATURITY, day, detail="bill", buckets=[30])
    kinds = {"held": "bill_held", "issued": "acceptance", "endorsed": "bill_passed_on", "discounted": "bill_passed_on"}
    of_bills = bills.select(
        pl.col("state").replace_strict(kinds, default=None).alias("kind"), "bill_number", "maturity_date"
    )
    both = ["kind", "document_number", "due_date"]
    listed = found.filter(pl.col("kind").is_in(list(set(kinds.values())))).select(both)
    assert sorted(listed.rows()) == sorted(of_bills.rows())
    stands = read(warehouse, GUARANTEES, day).select("guarantee_number", "expiry_date", "guarantee_amount")
    given = found.filter(pl.col("kind") == "guarantee").select("document_number", "due_date", "due_amount")
    assert sorted(given.rows()) == sorted(stands.rows())


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_guarantees_stand_from_issue_to_release_with_their_margin(warehouse: Warehouse, day: date) -> None:
    amounts: dict[str, Decimal] = {}
    margins: defaultdict[str, Decimal] = defaultdict(Decimal)
    for number, kind, amount, margin in warehouse.source_rows(
        "erp",
        "select number, guarantee_event.kind, guarantee_event.amount, guarantee_event.margin_amount "
        "from guarantee_event join guarantee on guarantee.id = guarantee_id "
        f"where happened_on <= '{day}' order by happened_on, guarantee_event.id",
    ):
        margins[number] += Decimal(margin)
        amounts[number] = Decimal(-1) if kind == "released" else max(Decimal(amount), amounts.get(number, Decimal(0)))
    released = {
        number
        for (number,) in warehouse.source_rows(
            "erp",
            "select number from guarantee_event join guarantee on guarantee.id = guarantee_id "
            f"where guarantee_event.kind = 'released' and happened_on <= '{day}'",
        )
    }
    found = read(warehouse, GUARANTEES, day)
    expected = {number: (amount, margins[number]) for number, amount in amounts.items() if number not in released}
    shown = {row[0]: row[1:] for row in found.select("guarantee_number", "guarantee_amount", "margin_amount").rows()}
    assert shown == expected and expected


@pytest.mark.parametrize("day", [date(2026, 9, 30), date(2026, 10, 15), date(2024, 7, 31)], ids=str)
def test_a_months_plan_is_what_is_in_force_and_its_execution_what_was_paid(warehouse: Warehouse, day: date) -> None:
    month = day.replace(day=1)
    codes = {100 + key: code for key, code in CODES.items()}
    plans = {
        row[0]: codes[row[1]]
        for row in warehouse.source_rows("oa", f"select id, company_id from fund_plan where month_on = '{month}'")
    }
    newest: dict[int, tuple[int, int]] = {}
    for plan, revision, key, approved_on in warehouse.source_rows(
        "oa", "select plan_id, revision, id, approved_on from fund_plan_revision where status = 'approved'"
    ):
        if plan in plans and approved_on <= str(day):
            newest[plan] = max(newest.get(plan, (-1, 0)), (revision, key))
    planned: defaultdict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for revision, direction, category, amount in warehouse.source_rows(
        "oa", "select revision_id, direction, category, amount from fund_plan_line"
    ):
        for plan, (_, key) in newest.items():
            if key == revision:
                planned[plans[plan], direction, category] += Decimal(amount)
    found = read(warehouse, FUND_PLAN, day, detail="company")
    keys = ("company", "direction", "category")
    shown = {row[:3]: row[3] for row in found.select(*keys, "planned_amount").rows() if row[3]}
    assert shown == {key: amount for key, amount in planned.items() if amount} and shown
    wages: defaultdict[str, Decimal] = defaultdict(Decimal)
    for company, purpose, amount in warehouse.source_rows(
        "erp",
        "select company_id, bank_line.purpose, amount from bank_line "
        "join bank_account on bank_account.id = bank_account_id "
        f"where value_date between '{month}' and '{day}' and currency = 'CNY'",
    ):
        if WORDS.get(purpose) == "payroll":
            wages[CODES[company]] -= Decimal(amount)
    paid = found.filter((pl.col("category") == "salaries") & (pl.col("currency") == "CNY"))
    assert {row[0]: row[1] for row in paid.select("company", "executed_amount").rows() if row[1]} == dict(wages)
    assert_payments(warehouse, found, month, day)


def assert_payments(warehouse: Warehouse, found: pl.DataFrame, month: date, day: date) -> None:
    """Payments to suppliers in yuan are the requests that were paid; unplanned is what no approved revision had."""
    held = defaultdict(set)
    for company, contract, category, approved_on in warehouse.source_rows(
        "oa",
        "select company_id, contract_number, category, approved_on from fund_plan_line "
        "join fund_plan_revision on fund_plan_revision.id = revision_id join fund_plan on fund_plan.id = plan_id "
        f"where direction = 'payment' and approved_on is not null and month_on = '{month}'",
    ):
        number = re.sub(r"[^A-Z0-9]", "", contract.upper()) if contract else None
        if number or category == "material":
            held[company, number].add(approved_on)
    named = dict(
        warehouse.source_rows(
            "oa",
            "select fund_plan_line.id, approved_on from fund_plan_line "
            "join fund_plan_revision on fund_plan_revision.id = revision_id join fund_plan on fund_plan.id = plan_id "
            f"where approved_on is not null and month_on = '{month}'",
        )
    )
    total = unplanned = Decimal(0)
    for company, contract, amount, paid_on, line in warehouse.source_rows(
        "oa",
        "select company_id, contract_number, gross_amount, paid_on, fund_plan_line_id from payment_request "
        f"where paid_on between '{month}' and '{day}' and currency = 'CNY' and company_id <> 106",
    ):
        number = re.sub(r"[^A-Z0-9]", "", contract.upper()) if contract else None
        total += Decimal(amount)
        approvals = held[company, number] | ({named[line]} if line in named else set())
        if not any(approved_on <= paid_on for approved_on in approvals):
            unplanned += Decimal(amount)
    suppliers = pl.col("category").is_in(["material", "subcontract", "other", "expenses"]) & (
        pl.col("direction") == "payment"
    )
    at_home = found.filter(suppliers & (pl.col("company") != "YZO"))
    foreign = warehouse.rows(
        "select coalesce(sum(executed_amount_company), 0) from serving.marts.fct_fund_plan_executions "
        f"where execution_kind = 'payment_request' and executed_date between '{month}' and '{day}' "
        "and company_key <> 'YZO' and (currency <> 'CNY' "
        "or plan_state not in ('planned', 'unplanned', 'planned_afterwards'))"
    )
    elsewhere = warehouse.rows(
        "select coalesce(sum(-cash_amount_company), 0) from serving.marts.fct_cash_movements "
        "inner join serving.marts.dim_cash_category using (category) "
        f"where value_date between '{month}' and '{day}' and company_key <> 'YZO' "
        "and fund_category in ('expenses', 'other')"
    )
    assert at_home["executed_amount"].sum() == total + foreign[0][0] + elsewhere[0][0]
    foreign_unplanned = warehouse.rows(
        "select coalesce(sum(executed_amount_company), 0) from serving.marts.fct_fund_plan_executions "
        f"where execution_kind = 'payment_request' and executed_date between '{month}' and '{day}' "
        "and company_key <> 'YZO' and currency <> 'CNY' "
        "and plan_state <> 'planned'"
    )
    assert at_home["unplanned_amount"].sum() == unplanned + foreign_unplanned[0][0]
    assert (found["missed_amount"].null_count() == 0) == (day.month != (date.fromordinal(day.toordinal() + 1)).month)
