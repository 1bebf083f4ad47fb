"""The scorecard's days of stock, cash conversion cycle and expected loss, against journals and intervals."""

import csv
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest

from quarterdeck.access import Viewer
from quarterdeck.reports.receivables import EXPECTED_LOSS
from quarterdeck.reports.running import run_report
from quarterdeck.reports.statements import BALANCE_SHEET, PROFIT_AND_LOSS
from quarterdeck.settings import PROJECT_ROOT
from quarterdeck.warehouse import Warehouse as Door
from tests.flows.scorecard_oracle import days_of, expected_loss
from tests.warehouse import AS_OF, Warehouse

CENT = Decimal("0.01")
DAYS = (date(2026, 7, 31), AS_OF)


def scored(warehouse: Warehouse, day: date) -> dict[tuple[str, str], Decimal | None]:
    found = warehouse.rows(
        f"select indicator, scope_key, indicator_value from serving.scorecard.indicators where reporting_date = '{day}'"
    )
    return {(indicator, scope): value for indicator, scope, value in found}


def line(warehouse: Warehouse, report: object, name: str, day: date, **more: object) -> Decimal:
    with Door(warehouse.settings.layout) as door:
        rows = run_report(
            door, Viewer.everything(), report, as_of=day, company=None, system=None,
            scope="group", detail="line", by="whole", **more,
        )  # fmt: skip
    return Decimal(rows.row(by_predicate=pl.col("line") == name, named=True)["consolidated_group"])


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_days_of_stock_are_those_of_the_journal(warehouse: Warehouse, day: date) -> None:
    """A company's: its own books, account by account."""
    entries = warehouse.source_rows(
        "erp",
        "select c.code, a.number, j.posting_date, l.amount_company from journal_line l "
        "join journal_entry j on j.id = l.entry_id join account a on a.id = l.account_id "
        "join company c on c.id = j.company_id where a.number in ('1405', '5401', '6401')",
    )
    stock: dict[str, Decimal] = defaultdict(Decimal)
    costs: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
    for company, account, posted, text in entries:
        on, amount = date.fromisoformat(posted), Decimal(text)
        if account.startswith("1405"):
            stock[company] += amount if on <= day else 0
        else:
            costs[company].append((on, amount))
    found = scored(warehouse, day)
    begun = {company for company, flows in costs.items() if min(on for on, _ in flows) <= day}
    assert begun | {"(group)"} <= {scope for indicator, scope in found if indicator == "dio"}
    for company in begun:
        expected = days_of(day, stock[company], costs[company]) if company in stock else None
        assert found["dio", company] == expected, company
    assert sum(found["dio", company] is not None for company in begun) >= 3


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_groups_days_are_those_of_its_statements_and_the_cycle_adds_up(warehouse: Warehouse, day: date) -> None:
    cost = -line(warehouse, PROFIT_AND_LOSS, "cost_of_sales", day, from_date=date(day.year, day.month - 2, 1))
    stock = line(warehouse, BALANCE_SHEET, "inventories", day)
    found = scored(warehouse, day)
    assert found["dio", "(group)"] == pytest.approx(days_of(day, stock, [(day, cost)]), abs=Decimal("0.0001"))
    for scope in {scope for indicator, scope in found if indicator == "cash_conversion_cycle"}:
        dso, dio, dpo = (found.get((name, scope)) for name in ("dso", "dio", "dpo"))
        if None not in (dso, dpo):
            assert found["cash_conversion_cycle", scope] == dso + (dio or 0) - dpo
        else:
            assert found["cash_conversion_cycle", scope] is None
    assert any(value is not None for (name, _), value in found.items() if name == "cash_conversion_cycle")


def test_expected_loss_is_what_rolls_on_and_its_buckets_add_up(warehouse: Warehouse) -> None:
    """Computed from intervals, month by month; the group's in yuan."""
    with (PROJECT_ROOT / "seeds" / "expected_loss.csv").open(encoding="utf-8", newline="") as stream:
        [parameters] = csv.DictReader(stream)
    days = [
        day for (day,) in warehouse.rows(
            "select reporting_date from serving.marts.dim_reporting_date where series = 'as_of'"
        )
    ][::-1]  # fmt: skip
    lines = warehouse.connection.execute(
        """
        select days.reporting_date, balances.company_key, balances.due_date,
            sum(balances.residual_amount_company * rates.rate)
        from serving.marts.dim_reporting_date as days
        join serving.marts.fct_receivable_balances as balances
            on days.reporting_date between balances.from_date and balances.until_date - 1
        join serving.marts.dim_customer as customers using (customer_key)
        join serving.marts.dim_company as companies using (company_key)
        join serving.marts.fct_exchange_rates as rates
            on companies.currency = rates.from_currency
            and days.reporting_date between rates.from_date and rates.until_date - 1
        where days.series = 'as_of' and not balances.is_credit and not customers.is_intercompany
            and balances.due_date is not null and not exists (
                from serving.marts.fct_disputes as disputes where disputes.item_key = balances.item_key
                    and days.reporting_date between disputes.open_date and disputes.until_date - 1
            )
        group by all
        """
    ).fetchall()
    amounts: dict[date, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for day, _, due, amount in lines:
        amounts[day][due] += amount
    by_step = expected_loss(days, amounts, {name: Decimal(value) for name, value in parameters.items()})
    found = dict(
        warehouse.rows(
            "select step, expected_loss_amount from serving.scorecard.receivable_losses "
            f"where scope_key = '(group)' and reporting_date = '{AS_OF}' and debit_amount <> 0"
        )
    )
    assert found == {
        step: None if loss is None else loss.quantize(CENT, ROUND_HALF_UP)
        for step, loss in by_step.items()
        if step in found
    }
    with Door(warehouse.settings.layout) as door:
        buckets = run_report(
            door, Viewer.everything(), EXPECTED_LOSS, as_of=AS_OF, company=None, system=None, buckets=[30, 60, 90]
        )
    total = buckets.filter(buckets["bucket_number"].is_null())["expected_loss_amount"][0]
    parts = buckets.filter(buckets["bucket_number"].is_not_null())
    if None in found.values():
        assert total is None
    else:
        assert total == parts["expected_loss_amount"].sum() == sum(found.values())
    due = sum((amount for due, amount in amounts[AS_OF].items() if due >= AS_OF), Decimal(0))
    assert parts.filter(parts["bucket_number"] == 0)["debit_amount"][0] == due.quantize(CENT, ROUND_HALF_UP)
