"""The figures of the statements page, against the reports, the ERP's own journal, and each other."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

from quarterdeck.access import Viewer
from quarterdeck.reports.statements import BALANCE_SHEET, PROFIT_AND_LOSS
from quarterdeck.warehouse import Warehouse as Door
from tests.statements import read as report
from tests.warehouse import AS_OF, Warehouse

DEFAULTS = {"span": "year", "statement": "profit_and_loss"}
DAYS = (AS_OF, date(2025, 7, 15), date(2023, 6, 30))
CENT = Decimal("0.01")
FLIPPED = ("liabilities", "equity")
DIFFERENCES = ("translation_difference", "intercompany_difference")


class Books:
    """Queries of the page, with the defaults of its URL."""

    def __init__(self, warehouse: Warehouse, day: date) -> None:
        self.door, self.day = Door(warehouse.settings.layout), day

    def __call__(self, name: str, **more: str | None) -> pl.DataFrame:
        query = f"statements/{name}"
        with self.door.edition() as edition:
            given = dict.fromkeys(edition.parameters_of(query)) | DEFAULTS | {"as_of": self.day} | more
            known = {key: given[key] for key in edition.parameters_of(query)}
            return edition.read(query, Viewer.everything(), **known)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_page_says_what_the_reports_say(warehouse: Warehouse, day: date) -> None:
    books = Books(warehouse, day)
    before = date(day.year - 1, day.month, day.day)
    for company in (None, "YZO"):
        chosen = {"scope": "company", "company": company} if company else {"scope": "group"}
        amount = "amount" if company else "consolidated_group"
        [tiles] = books("page_indicators", company=company).to_dicts()
        profit, sheet = (report(books.door, one, day, **chosen) for one in (PROFIT_AND_LOSS, BALANCE_SHEET))
        sections = {section: rows[amount].sum() for (section,), rows in profit.group_by("section")}
        revenue = profit.filter(pl.col("line") == "revenue")[amount].sum()
        assert tiles["revenue_amount"] == revenue != 0
        operating = sections["gross_profit"] + sections["operating_expenses"]
        assert abs(tiles["operating_profit_amount"] - operating) <= 5 * CENT
        assert abs(tiles["result_amount"] - profit[amount].sum()) <= 5 * CENT
        assert tiles["gross_margin_share"] == round(Decimal(float(sections["gross_profit"] / revenue)), 4)
        equity = sheet.filter(pl.col("section") == "equity")[amount].sum()
        assert abs(tiles["net_assets_amount"] + equity) <= 5 * CENT
        assert tiles["cash_amount"] == sheet.filter(pl.col("line") == "cash")[amount].sum()
        assert tiles["before_date"] == before
        for statement, rows in (("profit_and_loss", profit), ("balance_sheet", sheet)):
            told = {
                row["line"]: -row[amount] if statement == "balance_sheet" and row["section"] in FLIPPED else row[amount]
                for row in rows.iter_rows(named=True)
            }
            lines = books("page_lines", company=company, statement=statement)
            shown = dict(lines.select("line_key", "shown_amount").iter_rows())
            # the report's differences take what rounding leaves
            assert {line: shown.get(line, 0) for line in told if line not in DIFFERENCES} == {
                line: value for line, value in told.items() if line not in DIFFERENCES
            }
            if company is None:
                columns = {"books_amount": "amount_group", "eliminated_amount": "elimination_group"}
                for ours, theirs in columns.items():
                    sign = {row["line"]: -1 if row["section"] in FLIPPED else 1 for row in rows.iter_rows(named=True)}
                    for line, value in rows.select("line", theirs).iter_rows():
                        if line not in DIFFERENCES:
                            flipped = sign[line] if statement == "balance_sheet" else 1
                            [found] = lines.filter(pl.col("line_key") == line)[ours]
                            assert found == flipped * value, (line, ours)


def test_before_is_what_the_page_says_on_that_day(warehouse: Warehouse) -> None:
    now, before = Books(warehouse, AS_OF), Books(warehouse, date(AS_OF.year - 1, AS_OF.month, AS_OF.day))
    for span in ("month", "quarter", "year"):
        told = dict(
            now("page_lines", statement="profit_and_loss", span=span).select("line_key", "before_amount").iter_rows()
        )
        then = before("page_lines", statement="profit_and_loss", span=span)
        assert {line: told[line] for line in then["line_key"]} == dict(
            then.select("line_key", "shown_amount").iter_rows()
        )
    told = dict(now("page_lines", statement="balance_sheet").select("line_key", "before_amount").iter_rows())
    then = before("page_lines", statement="balance_sheet")
    assert {line: told[line] for line in then["line_key"]} == dict(then.select("line_key", "shown_amount").iter_rows())


def test_every_line_leads_to_its_accounts_and_entries(warehouse: Warehouse) -> None:
    books = Books(warehouse, AS_OF)
    for company in (None, "YZE"):
        for statement in ("profit_and_loss", "balance_sheet", "trial_balance"):
            column = "closing_amount" if statement == "trial_balance" else "shown_amount"
            lines = books("page_lines", company=company, statement=statement).drop_nulls("line_key")
            for line, amount in lines.select("line_key", column).gather_every(4).iter_rows():
                accounts = books("page_accounts", company=company, statement=statement, line=line)
                total, rows = (accounts.filter(pl.col("account").is_null() == one) for one in (True, False))
                assert total[column].to_list() == [amount], (statement, line)
                assert abs(rows[column].sum() - amount) <= CENT * max(rows.height, 1)
    # a company's accounts are their entries, to the cent
    for statement in ("profit_and_loss", "balance_sheet"):
        for line in ("cost_of_sales",) if statement == "profit_and_loss" else ("receivables", "payables"):
            chosen = {"company": "YZE", "statement": statement, "line": line}
            for account, amount in books("page_accounts", **chosen).select("account", "shown_amount").iter_rows():
                if account is not None and amount:
                    entries = books("page_entries", account=account, **chosen)
                    assert entries.filter(pl.col("entry").is_null())["shown_amount"].to_list() == [amount]
                    entry = entries.drop_nulls("entry")["entry"][0]
                    whole = books("page_entry_lines", entry=entry).filter(pl.col("ledger_entry_key").is_null())
                    [fact] = books("page_entry", entry=entry, account=account).to_dicts()
                    assert whole["debit_amount"].to_list() == whole["credit_amount"].to_list() == [fact["debit_amount"]]


def test_parts_and_months_add_up(warehouse: Warehouse) -> None:
    books = Books(warehouse, AS_OF)
    for company in (None, "YZE"):
        lines = books("page_lines", company=company, statement="profit_and_loss")
        wanted = dict(lines.select("line_key", "books_amount").iter_rows())
        for by in ("company", "department", "project", "month"):
            parts = books("page_parts", company=company, by=by)
            total, rows = (parts.filter(pl.col("part_key").is_null() == one) for one in (True, False))
            for column in ("revenue", "gross_profit", "operating_profit", "result"):
                assert total[f"{column}_amount"].to_list() == [wanted[column]], (by, column)
                assert abs(rows[f"{column}_amount"].sum() - wanted[column]) <= CENT * rows.height
            assert rows.height > 1 or company
        # a department's own page says what its row says
        row = books("page_parts", company=company, by="department").drop_nulls("department").row(0, named=True)
        [tiles] = books("page_indicators", company=company, department=row["department"]).to_dicts()
        expected = row["operating_profit_amount"]
        elimination = tiles["operating_profit_amount"] - expected
        assert elimination == 0 if company else abs(elimination) <= abs(row["eliminated_amount"])
        assert tiles["net_assets_amount"] is None
        months = books("page_months", company=company, span="month").filter(pl.col("period_date") == AS_OF)
        [october] = books("page_indicators", company=company, span="month").to_dicts()
        assert abs(months["operating"][0] - october["operating_profit_amount"]) <= 3 * CENT


def test_balances_add_up_and_months_end_as_their_last_day_says(warehouse: Warehouse) -> None:
    sheet = {
        "assets": "assets",
        "liabilities": "all_liabilities",
        "net_assets": "net_assets",
        "cash": "cash",
    }
    for company in (None, "YZE"):

        def stated(day: date, company: str | None = company) -> dict[str, dict[str, Decimal]]:
            lines = Books(warehouse, day)("page_lines", company=company, statement="balance_sheet")
            return {row["line_key"]: row for row in lines.iter_rows(named=True)}

        books, wanted = Books(warehouse, AS_OF), stated(AS_OF)
        for by in ("company", "department", "project"):
            parts = books("page_parts", company=company, by=by, statement="balance_sheet")
            total, rows = (parts.filter(pl.col("part_key").is_null() == one) for one in (True, False))
            for column, line in sheet.items():
                assert total[f"{column}_amount"].to_list() == [wanted[line]["books_amount"]], (by, column)
                assert abs(rows[f"{column}_amount"].sum() - wanted[line]["books_amount"]) <= CENT * rows.height
            assert total["eliminated_amount"].to_list() == [wanted["assets"]["eliminated_amount"]]
            assert total["before_amount"][0] is not None and total["revenue_amount"][0] is None
        months = books("page_parts", company=company, by="month", statement="balance_sheet")
        assert months["month_date"].to_list() == [
            *(date(AS_OF.year, month + 1, 1) - timedelta(days=1) for month in range(1, AS_OF.month)),
            AS_OF,
        ]
        for row in months.gather_every(4).iter_rows(named=True):
            told = stated(row["month_date"])
            for column, line in sheet.items():
                assert row[f"{column}_amount"] == told[line]["books_amount"], (row["month_date"], column)


def test_debits_and_credits_add_up_by_part_and_month(warehouse: Warehouse) -> None:
    books = Books(warehouse, AS_OF)
    for company in (None, "YZE"):
        trial = books("page_lines", company=company, statement="trial_balance")
        [wanted] = trial.filter(pl.col("line_key").is_null()).to_dicts()
        for by in ("company", "department", "project", "month"):
            parts = books("page_parts", company=company, by=by, statement="trial_balance")
            total, rows = (parts.filter(pl.col("part_key").is_null() == one) for one in (True, False))
            for side in ("debit_amount", "credit_amount"):
                assert total[side].to_list() == [wanted[side]] != [0], (by, side)
                assert abs(rows[side].sum() - wanted[side]) <= CENT * rows.height
            assert rows["closing_amount"].null_count() == (rows.height if by == "month" else 0)
            if by == "company":  # each one's books balance; the group's are rounded at each posting
                assert all(abs(amount) <= (CENT if company else 10) for amount in rows["closing_amount"])
        october = Books(warehouse, AS_OF)(
            "page_parts", company=company, by="month", statement="trial_balance", span="month"
        )
        assert october.drop_nulls("part_key")["month_date"].to_list() == [AS_OF]


def test_what_does_not_tie_is_said(warehouse: Warehouse) -> None:
    ties = {row["tie"]: row for row in Books(warehouse, AS_OF)("page_ties").iter_rows(named=True)}
    [(count, debit)] = warehouse.source_rows(
        "erp",
        "select count(distinct entry.id), sum(case when line.amount_company > 0 then line.amount_company else 0 end) "
        "from journal_line as line join journal_entry as entry on line.entry_id = entry.id "
        "join company on entry.company_id = company.id where company.currency = 'CNY'",
    )
    own = [
        row
        for company in ("YZG", "YZE", "YZT", "YZC", "YZP")
        for row in Books(warehouse, AS_OF)("page_ties", company=company).iter_rows(named=True)
        if row["tie"] == "journal"
    ]
    assert sum(row["checked_count"] for row in own) == count
    assert abs(sum(row["left_amount"] for row in own) - Decimal(str(debit))) <= 5 * CENT
    assert [ties[tie]["tie_state"] for tie in ("balance_sheet", "profit_and_loss", "journal")] == ["ties"] * 3
    differing = warehouse.rows(
        "select count(*) filter (not is_equal), count(*) from serving.audits.audit_receivable_control "
        f"where month_end_date = '{AS_OF}'"
    )
    control = ties["receivables_control"]
    assert [(control["differing_count"], control["checked_count"])] == differing
    assert (control["tie_state"] == "differs") == (control["differing_count"] > 0)
