"""The statements of a ledger, computed line by line: what the reports have to equal."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import polars as pl

from quarterdeck.access import Viewer
from quarterdeck.reports.report import Report
from quarterdeck.reports.running import run_report
from quarterdeck.reports.statements import BALANCE_SHEET, PROFIT_AND_LOSS, TRIAL_BALANCE
from quarterdeck.warehouse import Warehouse

Line = tuple[str, bool, date, Decimal]
"""The source's key of the account, whether it is one of the result, posting date, debit less credit."""


def read(warehouse: Warehouse, report: Report, day: date, **chosen: str | date | None) -> pl.DataFrame:
    """A report with the command line's defaults."""
    usual = {option.name: option.default for option in report.options if option.name != "as_of"}
    return run_report(warehouse, Viewer.everything(), report, as_of=day, **(usual | chosen))


def check_statements(
    warehouse: Warehouse, lines: Iterable[Line], day: date, *, company: str, is_balanced: bool = True
) -> None:
    """Trial balance, profit and loss and balance sheet of a company on a day, of a year that begins in January."""
    first = date(day.year, 1, 1)
    opening: defaultdict[str, Decimal] = defaultdict(Decimal)
    debits: defaultdict[str, Decimal] = defaultdict(Decimal)
    credits_: defaultdict[str, Decimal] = defaultdict(Decimal)
    result = earlier = Decimal(0)
    for account, is_income, posted, amount in lines:
        if posted > day:
            continue
        if posted >= first:
            (debits if amount > 0 else credits_)[account] += abs(amount)
            result += amount if is_income else 0
        elif is_income:
            earlier += amount
        else:
            opening[account] += amount
    trial = read(warehouse, TRIAL_BALANCE, day, company=company)
    accounts = trial.filter(pl.col("source_key").is_not_null())
    for column, expected in (("opening_amount", opening), ("debit_amount", debits), ("credit_amount", credits_)):
        found = {key: amount for key, amount in accounts.select("source_key", column).iter_rows() if amount}
        assert found == {key: amount for key, amount in expected.items() if amount}, column
        assert found or not expected
    kept = trial.filter(pl.col("source_key").is_null())
    assert kept["opening_amount"].sum() == earlier
    before = sum(opening.values(), earlier)
    missing = before + sum(debits.values()) - sum(credits_.values())
    assert (trial["opening_amount"].sum(), trial["closing_amount"].sum()) == (before, missing)
    assert (before == missing == 0) == is_balanced
    profit = read(warehouse, PROFIT_AND_LOSS, day, company=company)
    assert profit["amount"].sum() == -result
    sheet = read(warehouse, BALANCE_SHEET, day, company=company)
    assert sheet["amount"].sum() == missing and sheet["elimination_group"].sum() == 0
    assert is_balanced == (sheet["amount_group"].sum() == 0 == sheet["consolidated_group"].sum())
    of_lines = dict(sheet.select("line", "amount").iter_rows())
    assert of_lines.get("result_of_the_year", 0) == result and of_lines.get("earlier_results", 0) == earlier
