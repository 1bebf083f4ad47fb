"""Fund plans by item, department and contract, and what of three months was not planned, against the OA's own file."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from quarterdeck.reports.treasury import FUND_PLAN
from tests.marts.test_treasury import CODES, read
from tests.warehouse import AS_OF, Warehouse

HOMES = {100 + key: code for key, code in CODES.items()}
BY = ["company", "direction", "category"]
AMOUNTS = ["original_amount", "planned_amount", "executed_amount", "unplanned_amount"]


def reference(contract: str | None) -> str | None:
    return re.sub(r"[^A-Z0-9]", "", contract.upper()) if contract else None


def payments(warehouse: Warehouse, month: str, last: date) -> Iterator[tuple[str, str, Decimal, bool]]:
    """Requests in the company's own currency that were paid in a month: company, currency, amount, whether planned."""
    lines = warehouse.source_rows(
        "oa",
        "select company_id, fund_plan_line.id, contract_number, category, approved_on from fund_plan_line "
        "join fund_plan_revision on fund_plan_revision.id = revision_id join fund_plan on fund_plan.id = plan_id "
        f"where direction = 'payment' and approved_on is not null and substr(month_on, 1, 7) = '{month}'",
    )
    named = {(company, key): approved_on for company, key, _, _, approved_on in lines}
    held = defaultdict(list)
    for company, _, contract, category, approved_on in lines:
        if contract or category == "material":
            held[company, reference(contract)].append(approved_on)
    for company, contract, currency, amount, paid_on, key in warehouse.source_rows(
        "oa",
        "select company_id, contract_number, currency, gross_amount, paid_on, fund_plan_line_id from payment_request "
        f"where substr(paid_on, 1, 7) = '{month}' and paid_on <= '{last}'",
    ):
        approvals = [*held[company, reference(contract)], *([named[company, key]] if (company, key) in named else [])]
        yield HOMES[company], currency, Decimal(amount), any(approved_on <= paid_on for approved_on in approvals)


@pytest.mark.parametrize("day", [date(2026, 9, 30), date(2025, 4, 17)], ids=str)
def test_departments_and_contracts_add_up_to_the_company(warehouse: Warehouse, day: date) -> None:
    details = {
        detail: read(warehouse, FUND_PLAN, day, detail=detail) for detail in ("company", "department", "contract")
    }
    sums = {
        detail: found.group_by(BY).agg(pl.col(AMOUNTS).sum(), pl.col("missed_amount").sum()).sort(BY)
        for detail, found in details.items()
    }
    whole = sums["company"]
    for detail in ("department", "contract"):
        assert sums[detail].select(*BY, *AMOUNTS).equals(whole.select(*BY, *AMOUNTS)), detail
    assert sums["contract"]["missed_amount"].equals(whole["missed_amount"])
    # what several departments plan cannot be told of one
    assert all(
        own <= all_ for own, all_ in zip(sums["department"]["missed_amount"], whole["missed_amount"], strict=True)
    )
    is_over = day.day == 30
    assert (details["department"]["missed_amount"].null_count() < details["department"].height) == is_over
    assert details["company"]["missed_amount"].is_null().all() == (not is_over)


@pytest.mark.parametrize("month", ["2026-09", "2026-06", "2025-11"])
def test_missed_is_what_a_contracts_line_planned_and_nobody_paid(warehouse: Warehouse, month: str) -> None:
    last = date(int(month[:4]), int(month[5:]), 30)
    newest: dict[int, tuple[int, int, int]] = {}
    for plan, company, revision, key in warehouse.source_rows(
        "oa",
        "select plan_id, company_id, revision, fund_plan_revision.id from fund_plan_revision join fund_plan "
        f"on fund_plan.id = plan_id where substr(month_on, 1, 7) = '{month}' and status = 'approved' "
        f"and approved_on <= '{last}'",
    ):
        newest[plan] = max(newest.get(plan, (-1, 0, 0)), (revision, key, company))
    left: defaultdict[tuple[str, str | None], Decimal] = defaultdict(Decimal)
    revisions = {key: company for _, key, company in newest.values()}
    for key, contract, amount in warehouse.source_rows(
        "oa",
        "select revision_id, contract_number, amount from fund_plan_line where direction = 'payment' "
        "and category in ('material', 'subcontract') and contract_number is not null",
    ):
        if key in revisions:
            left[HOMES[revisions[key]], reference(contract)] += Decimal(amount)
    for company, contract, amount in warehouse.source_rows(
        "oa",
        "select company_id, contract_number, gross_amount from payment_request "
        f"where substr(paid_on, 1, 7) = '{month}' and paid_on <= '{last}' and contract_number is not null",
    ):
        if (HOMES[company], reference(contract)) in left:
            left[HOMES[company], reference(contract)] -= Decimal(amount)
    found = read(warehouse, FUND_PLAN, last, detail="contract").filter(
        pl.col("contract_number").is_not_null()
        & (pl.col("direction") == "payment")
        & pl.col("category").is_in(["material", "subcontract"])
        & (pl.col("planned_amount") > 0)
    )
    shown = {
        (row[0], reference(row[1])): row[2]
        for row in found.select("company", "contract_number", "missed_amount").rows()
    }
    assert shown == {key: max(amount, Decimal(0)) for key, amount in left.items()}


def test_unplanned_share_is_of_three_months_payments_to_suppliers(warehouse: Warehouse) -> None:
    paid: defaultdict[str, Decimal] = defaultdict(Decimal)
    unplanned: defaultdict[str, Decimal] = defaultdict(Decimal)
    for month in ("2026-08", "2026-09", "2026-10"):
        for company, currency, amount, is_planned in payments(warehouse, month, AS_OF):
            if company == "YZO" or currency != "CNY":
                continue
            paid[company] += amount
            unplanned[company] += amount * (not is_planned)
    found = warehouse.rows(
        "select scope_key, numerator, denominator, indicator_value from serving.scorecard.indicators where indicator = "
        f"'unplanned_share' and reporting_date = '{AS_OF}' and scope_key in ('YZG', 'YZT', 'YZC', 'YZP')"
    )
    assert found
    for company, numerator, denominator, share in found:
        assert (numerator, denominator) == (unplanned[company], paid[company]), company
        assert abs(share - unplanned[company] / paid[company]) < Decimal("0.000001")
