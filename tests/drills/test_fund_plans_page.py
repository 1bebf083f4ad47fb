"""The figures of the fund plans' page, against the OA's own file, the report, and each other."""

import re
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from dashboards.views.fund_plans import DRILL
from quarterdeck.access import Viewer
from quarterdeck.reports.treasury import FUND_PLAN
from quarterdeck.warehouse import Warehouse as Door
from tests.drills.conftest import Open
from tests.marts import test_treasury
from tests.marts.test_fund_plans import payments
from tests.warehouse import Warehouse

DAY = date(2026, 9, 30)
EVERY = {"category": None, "owner": None, "outside": False, "find": None}


def read(warehouse: Warehouse, name: str, company: str | None, direction: str, **more: object) -> pl.DataFrame:
    given = {"company": company, "system": None, "direction": direction} | more
    with Door(warehouse.settings.layout) as door:
        return door.read(f"fund_plans/{name}", Viewer.everything(), as_of=DAY, **given)


def test_what_was_paid_outside_the_plan_is_what_no_approved_line_held(warehouse: Warehouse) -> None:
    paid = list(payments(warehouse, "2026-09", DAY))
    asked = 0
    for company in ("YZG", "YZT", "YZC", "YZP"):
        own = [
            (amount, is_planned) for one, currency, amount, is_planned in paid if (one, currency) == (company, "CNY")
        ]
        if any(one == company and currency != "CNY" for one, currency, *_ in paid):
            continue
        asked += len(own)
        outside = [amount for amount, is_planned in own if not is_planned]
        [tiles] = read(warehouse, "page_indicators", company, "payment").to_dicts()
        assert (tiles["unplanned_amount"], tiles["unplanned_count"]) == (sum(outside, Decimal(0)), len(outside)), (
            company
        )
        listed = read(warehouse, "page_executions", company, "payment", **EVERY | {"outside": True})
        assert sorted(listed["executed_amount"].to_list()) == sorted(outside), company
        every = read(warehouse, "page_executions", company, "payment", **EVERY)
        requests = every.filter(pl.col("plan_state") != "by_category")
        assert requests["executed_amount"].sum() == sum(amount for amount, _ in own), company
    assert asked


@pytest.mark.parametrize("direction", ["payment", "receipt"])
def test_tiles_lists_chart_and_report_say_the_same(warehouse: Warehouse, direction: str) -> None:
    names = ("original", "planned", "executed", "unplanned", "missed")
    [tiles] = read(warehouse, "page_indicators", "YZE", direction).to_dicts()
    report = test_treasury.read(warehouse, FUND_PLAN, DAY, detail="company").filter(
        (pl.col("company") == "YZE") & (pl.col("direction") == direction)
    )
    categories = read(warehouse, "page_categories", "YZE", direction)
    departments = read(warehouse, "page_departments", "YZE", direction, find=None)
    reported = test_treasury.read(warehouse, FUND_PLAN, DAY, detail="department").filter(
        (pl.col("company") == "YZE") & (pl.col("direction") == direction)
    )
    for name in names:
        figure = tiles[f"{name}_amount"]
        assert figure == report[f"{name}_amount"].sum() == reported[f"{name}_amount"].sum(), name
        for frame, key in ((categories, "fund_category"), (departments, "owner_key")):
            total = frame.filter(pl.col(key).is_null())[f"{name}_amount"].item()
            assert total == figure, (name, key)
            parts = frame.filter(pl.col(key).is_not_null())[f"{name}_amount"].sum()
            assert parts == figure, (name, key)
    executed = read(warehouse, "page_executions", "YZE", direction, **EVERY)
    assert executed["shown_amount"].sum() == tiles["executed_amount"]
    months = read(warehouse, "page_months", "YZE", direction).filter(pl.col("period_date") == DAY)
    of = dict(months.select("series", "shown_amount").rows())
    assert of["in_plan"] + of["unplanned"] == tiles["executed_amount"] and of["missed"] == tiles["missed_amount"]
    assert (months["planned_amount"] == tiles["planned_amount"]).all()
    for category in categories["fund_category"].drop_nulls():
        items = read(warehouse, "page_items", "YZE", direction, category=category)
        row = categories.filter(pl.col("fund_category") == category).to_dicts()[0]
        assert all(items[f"{name}_amount"].sum() == row[f"{name}_amount"] for name in names), category


def test_a_total_is_called_so_and_not_by_what_its_rows_lack(page: Open) -> None:
    html = page("fund_plans", company="YZE", as_of=DAY.isoformat())
    feet = [foot for foot in re.findall("<tfoot>(.*?)</tfoot>", html, flags=re.DOTALL) if foot]
    assert "No department" in html and len(feet) >= 2
    assert all("Total" in foot and "No department" not in foot for foot in feet), feet


def test_findings_lead_to_the_payment_and_to_the_plan(warehouse: Warehouse, page: Open) -> None:
    [(key, paid, number)] = warehouse.rows(
        "select payment_request_key, paid_date, request_number from intermediate.int_planned_payments "
        "where plan_state = 'unplanned' order by payment_request_key limit 1"
    )
    lead = DRILL.subjects["payment_request"]({"subject_key": key}, {"paid": str(paid)})
    html = page("fund_plans", **(lead or {}))
    assert number in html and "qd-fields" in html
    [(plan, number)] = warehouse.rows(
        "select fund_plan_key, plan_number from serving.marts.fct_fund_plan_lines where revision_number > 0 "
        "order by fund_plan_key limit 1"
    )
    lead = DRILL.subjects["fund_plan"]({"subject_key": plan}, {})
    assert number in page("fund_plans", **(lead or {}))
