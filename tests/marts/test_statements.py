"""Trial balance, profit and loss and balance sheet against the ERP's own journal."""

from bisect import bisect_right
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from quarterdeck.access import Viewer
from quarterdeck.reports.statements import BALANCE_SHEET, GROUP_TRIAL_BALANCE, PROFIT_AND_LOSS, TRIAL_BALANCE
from quarterdeck.warehouse import Warehouse as Door
from tests.marts.test_contracts import asked
from tests.statements import Line, check_statements, read
from tests.warehouse import AS_OF, Warehouse

DAYS = (AS_OF, date(2025, 12, 31), date(2024, 2, 29))
COMPANIES = {"YZG": 1, "YZE": 2, "YZT": 3, "YZC": 4, "YZP": 5, "YZO": 6}
CENTS = Decimal("0.1")
"""Each line of a statement in the group's currency is rounded by itself."""


@pytest.fixture(scope="module")
def journal(warehouse: Warehouse) -> dict[int, list[Line]]:
    """Lines by company."""
    found: dict[int, list[Line]] = {company: [] for company in COMPANIES.values()}
    sql = (
        "select entry.company_id, line.account_id, account.number, entry.posting_date, line.amount_company "
        "from journal_line as line join journal_entry as entry on line.entry_id = entry.id "
        "join account on line.account_id = account.id"
    )
    for row in asked(warehouse, "erp", sql):
        # accounts of the result have numbers from 5000 on
        day, is_income = date.fromisoformat(str(row["posting_date"])), str(row["number"]) >= "5"
        line = (str(row["account_id"]), is_income, day, Decimal(str(row["amount_company"])))
        found[int(str(row["company_id"]))].append(line)
    return found


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_statements_equal_the_journal(warehouse: Warehouse, journal: dict[int, list[Line]], day: date) -> None:
    with Door(warehouse.settings.layout) as door:
        for company, key in COMPANIES.items():
            check_statements(door, journal[key], day, company=company)


def test_details_add_up(warehouse: Warehouse) -> None:
    with Door(warehouse.settings.layout) as door:
        accounts = read(door, TRIAL_BALANCE, AS_OF)
        for detail in ("department", "project", "counterparty"):
            parts = read(door, TRIAL_BALANCE, AS_OF, detail=detail)
            assert parts["dimension"].drop_nulls().n_unique() > 2, detail
            summed = parts.group_by("company", "account_number").agg(pl.col("closing_amount").sum())
            whole = accounts.group_by("company", "account_number").agg(pl.col("closing_amount").sum())
            assert nonzero(summed) == nonzero(whole), detail
        lines = read(door, PROFIT_AND_LOSS, AS_OF)
        for detail in ("account", "department", "project"):
            parts = read(door, PROFIT_AND_LOSS, AS_OF, detail=detail)
            summed = parts.group_by("company", "line").agg(pl.col("amount").sum())
            assert nonzero(summed) == nonzero(lines.select("company", "line", "amount")), detail
        sheet, parts = (read(door, BALANCE_SHEET, AS_OF, detail=detail) for detail in ("line", "account"))
        summed = parts.group_by("company", "line").agg(pl.col("amount").sum())
        assert nonzero(summed) == nonzero(sheet.select("company", "line", "amount"))


@pytest.mark.parametrize(
    ("day", "first"), [(AS_OF, None), (date(2025, 4, 17), date(2024, 11, 10))], ids=["months of a year", "across years"]
)
def test_each_month_is_what_the_report_says_of_that_month(warehouse: Warehouse, day: date, first: date | None) -> None:
    """The last day of each month, and the day itself, stand as the report as of that day has them."""
    span = {"from_date": first, "by": "month"}
    with Door(warehouse.settings.layout) as door:
        since = first or date(day.year, 1, 1)
        wanted = [since.replace(day=1)]
        while wanted[-1] <= day:
            wanted.append((wanted[-1] + timedelta(days=31)).replace(day=1))
        for report, detail in (
            (TRIAL_BALANCE, "account"),
            (GROUP_TRIAL_BALANCE, "project"),
            (BALANCE_SHEET, "account"),
            (BALANCE_SHEET, "department"),
            (PROFIT_AND_LOSS, "line"),
        ):
            months = read(door, report, day, detail=detail, **span)
            ends = months["period_end_date"].unique().sort().to_list()
            assert ends == [min(begin - timedelta(days=1), day) for begin in wanted[1:]]
            for end in (ends[0], ends[-1]):
                begin = None if report is BALANCE_SHEET else max(since, end.replace(day=1))
                whole = read(door, report, end, detail=detail, from_date=begin)
                assert_frame_equal(months.filter(pl.col("period_end_date") == end), whole, check_row_order=False)
                if report in (TRIAL_BALANCE, GROUP_TRIAL_BALANCE):
                    column = "closing_amount" if report is TRIAL_BALANCE else "consolidated_group"
                    assert same(whole, read(door, report, end, detail=detail), column)
        sheet = read(door, BALANCE_SHEET, day, scope="group", **span)
        assert set(sheet.group_by("period_end_date").agg(pl.col("consolidated_group").sum())["consolidated_group"]) == {
            0
        }
        trial = read(door, TRIAL_BALANCE, day, company="YZO", **span)
    amounts = {
        (row["period_end_date"], row["source_key"]): row
        for row in trial.filter(pl.col("statement") == "balance_sheet").drop_nulls("source_key").iter_rows(named=True)
    }
    ends = sorted({end for end, _ in amounts})
    accounts = {account for _, account in amounts}
    for earlier, later in pairwise(ends):
        for account in accounts:
            closing, opening = amounts.get((earlier, account)), amounts.get((later, account))
            assert (closing["closing_amount"] if closing else 0) == (opening["opening_amount"] if opening else 0)


def same(first: pl.DataFrame, second: pl.DataFrame, column: str) -> bool:
    """Whether two frames say the same in a column; a row that is missing is nothing."""
    keys = [name for name in ("company", "source_key", "statement_line", "dimension") if name in first.columns]
    ours, theirs = (
        {row[:-1]: row[-1] for row in frame.select(*keys, column).iter_rows() if row[-1]} for frame in (first, second)
    )
    return ours == theirs and bool(ours)


def test_a_period_of_ones_own(warehouse: Warehouse, journal: dict[int, list[Line]]) -> None:
    """From the middle of a month of a year: results earned before it are opening, those of earlier years apart."""
    first, last = date(2025, 4, 10), date(2025, 6, 30)
    with Door(warehouse.settings.layout) as door:
        trial = read(door, TRIAL_BALANCE, last, company="YZE", from_date=first)
        profit = read(door, PROFIT_AND_LOSS, last, company="YZE", from_date=first)
    assert trial["opening_amount"].sum() == trial["closing_amount"].sum() == 0
    income = [line for line in journal[COMPANIES["YZE"]] if line[1]]
    of_year = sum((amount for *_, posted, amount in income if date(2025, 1, 1) <= posted < first), Decimal(0))
    opening = trial.filter(pl.col("statement") == "profit_and_loss")["opening_amount"].sum()
    assert opening == of_year != 0
    assert profit["amount"].sum() == -sum((line[3] for line in income if first <= line[2] <= last), Decimal(0))


def test_the_group_leaves_out_what_companies_sell_and_owe_each_other(warehouse: Warehouse) -> None:
    with Door(warehouse.settings.layout) as door:
        profit = read(door, PROFIT_AND_LOSS, AS_OF, scope="group")
        companies = read(door, PROFIT_AND_LOSS, AS_OF)
        sheet = read(door, BALANCE_SHEET, AS_OF, scope="group")
    for column in ("amount_group", "elimination_group", "consolidated_group"):
        assert abs(profit[column].sum() - companies[column].sum()) <= CENTS
        assert sheet[column].sum() == 0
    of_lines = {row["line"]: row for row in sheet.iter_rows(named=True)}
    assert of_lines["result_of_the_year"]["amount_group"] == pytest.approx(-profit["amount_group"].sum(), abs=CENTS)
    assert of_lines["result_of_the_year"]["elimination_group"] == pytest.approx(
        -profit["elimination_group"].sum(), abs=CENTS
    )
    # the pool of the group: what members deposit is what the parent took, and outsiders see neither
    assert of_lines["other_receivables"]["consolidated_group"] == 0 < of_lines["other_receivables"]["amount_group"]
    owed, lent = (of_lines[line]["elimination_group"] for line in ("other_payables", "other_receivables"))
    assert (
        owed == -lent and of_lines["payables"]["elimination_group"] + of_lines["receivables"]["elimination_group"] <= 0
    )
    sold = asked(
        warehouse,
        "erp",
        "select line.amount_company, entry.posting_date, company.currency from journal_line as line "
        "join journal_entry as entry on line.entry_id = entry.id join account on line.account_id = account.id "
        "join company on entry.company_id = company.id "
        "where account.number like '6001%' and line.counterparty_company_id is not null",
    )
    own = sum(
        (
            Decimal(str(row["amount_company"]))
            for row in sold
            if row["currency"] == "CNY" and f"{AS_OF.year}-01-01" <= str(row["posting_date"]) <= str(AS_OF)
        ),
        Decimal(0),
    )
    revenue = companies.filter((pl.col("line") == "revenue") & (pl.col("currency") == "CNY"))
    assert revenue["elimination_group"].sum() == own != 0


def nonzero(frame: pl.DataFrame) -> dict[tuple[object, object], Decimal]:
    return {(first, second): amount for first, second, amount in frame.iter_rows() if amount}


@pytest.mark.parametrize("detail", ["line", "department", "project"])
def test_the_group_has_translation_and_elimination_in_columns_of_their_own(warehouse: Warehouse, detail: str) -> None:
    with Door(warehouse.settings.layout) as door:
        trial = read(door, GROUP_TRIAL_BALANCE, AS_OF, detail=detail)
        profit = read(door, PROFIT_AND_LOSS, AS_OF, scope="group", detail=detail)
        sheet = read(door, BALANCE_SHEET, AS_OF, scope="group", detail=detail)
    names = ("opening_group", "closing_group", "translation_group", "elimination_group", "consolidated_group")
    rounding = trial.height * Decimal("0.005")
    for column in names:
        assert abs(trial[column].sum()) <= rounding, column
    assert abs(trial["debit_group"].sum() - trial["credit_group"].sum()) <= rounding
    told = {(row["statement_line"], row["dimension"]): row for row in trial.iter_rows(named=True)}
    none = dict.fromkeys(names, Decimal(0))
    for statement, sign in ((profit, -1), (sheet, 1)):
        for row in statement.iter_rows(named=True):
            if row["line"] not in ("result_of_the_year", "translation_difference"):
                found = told.get((row["line"], row["dimension"]), none)
                assert abs(found["consolidated_group"] - sign * row["consolidated_group"]) <= CENTS, row
    year = sum(row["consolidated_group"] for row in told.values() if row["statement"] == "profit_and_loss")
    of_year = sheet.filter(pl.col("line") == "result_of_the_year")["consolidated_group"].sum()
    assert abs(year - of_year) <= rounding and year != 0


@pytest.mark.parametrize("day", (AS_OF, date(2025, 3, 15)), ids=str)
def test_the_translation_difference_is_what_rates_made_of_equity_and_results(warehouse: Warehouse, day: date) -> None:
    """Of the one company abroad, posting by posting: the rate of the day less that of the posting date."""
    booked = warehouse.source_rows(
        "erp",
        "select entry.posting_date, sum(cast(round(line.amount_company * 100) as integer)) from journal_line as line "
        "join journal_entry as entry on line.entry_id = entry.id join account on line.account_id = account.id "
        f"where entry.company_id = 6 and account.number >= '4' and entry.posting_date <= '{day}' group by 1",
    )
    stated = warehouse.source_rows(
        "erp", "select rate_date, rate from exchange_rate where from_currency = 'USD' and to_currency = 'CNY'"
    )
    days = [stated_day for stated_day, _ in stated]

    def rate(of: str) -> Decimal:
        return Decimal(stated[bisect_right(days, of) - 1][1])

    expected = sum(
        (Decimal(cents) / 100 * (rate(day.isoformat()) - rate(posted)) for posted, cents in booked), Decimal(0)
    )
    with Door(warehouse.settings.layout) as door:
        for scope in ("company", "group"):
            sheet = read(door, BALANCE_SHEET, day, scope=scope)
            own = sheet.filter(pl.col("line") == "translation_difference")
            assert abs(own["amount_group"].sum() - expected) <= CENTS and abs(expected) > 1
            others = sheet.filter(pl.col("line") != "translation_difference")
            assert abs(own["translation_group"].sum() - expected) <= CENTS
            assert own["translation_group"].sum() == -others["translation_group"].sum()
        shown = door.read(
            "statements/page_lines",
            Viewer.everything(),
            **dict.fromkeys(("company", "system", "department", "project")),
            as_of=day,
            span="year",
            statement="balance_sheet",
        )
    [told] = shown.filter(pl.col("line_key") == "translation_difference")["books_amount"]
    assert abs(told + expected) <= CENTS
