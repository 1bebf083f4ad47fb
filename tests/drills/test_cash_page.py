"""The figures of the cash page, against the ERP's own file and against each other."""

import re
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from quarterdeck.access import Viewer
from quarterdeck.warehouse import Warehouse as Door
from tests.drills.conftest import Open
from tests.marts.test_cash import position, rate, worth
from tests.marts.test_treasury import CODES, at_banks, counted
from tests.warehouse import AS_OF, Warehouse

DAYS = (AS_OF, date(2025, 7, 15), date(2024, 1, 2))


def read(warehouse: Warehouse, name: str, day: date, **more: str | None) -> pl.DataFrame:
    given = {"company": None, "system": None} | more
    with Door(warehouse.settings.layout) as door:
        return door.read(f"cash/{name}", Viewer.everything(), as_of=day, **given)


def undrawn(warehouse: Warehouse, day: date) -> Decimal:
    """What the banks would still lend, in yuan: facilities less what the same bank lent, accepted or guaranteed."""
    left = {bank: amounts["limit"] - counted(amounts) for bank, amounts in at_banks(warehouse, day).items()}
    homes = {CODES[key]: currency for key, currency in warehouse.source_rows("erp", "select id, currency from company")}
    return sum(
        (worth(max(amount, Decimal(0)), rate(warehouse, homes[one], "CNY", day)) for (one, _), amount in left.items()),
        Decimal(0),
    )


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_tiles_chart_and_lists_say_the_same_as_the_report(warehouse: Warehouse, day: date) -> None:
    stands = position(warehouse, day)
    by_state = {state: rows["balance_amount_group"].sum() for (state,), rows in stands.group_by("state")}
    [tiles] = read(warehouse, "indicators", day).to_dicts()
    assert tiles["cash_amount"] == stands["balance_amount_group"].sum() == sum(by_state.values())
    assert (tiles["free_amount"], tiles["restricted_amount"]) == (by_state["free"], by_state["restricted"])
    assert tiles["undrawn_amount"] == undrawn(warehouse, day)
    assert tiles["available_amount"] == tiles["free_amount"] + tiles["undrawn_amount"]
    chart = read(warehouse, "over_time", day).filter(pl.col("period_date") == day)
    assert dict(chart.select("state", "shown_amount").rows()) == {"in_transit": Decimal(0), **by_state}
    accounts = read(warehouse, "accounts", day, find=None)
    listed, total = (accounts.filter(pl.col("bank_account_key").is_null() == is_total) for is_total in (False, True))
    assert listed.height == tiles["account_count"] == stands.height
    assert total["shown_amount"].to_list() == [listed["shown_amount"].sum()] == [tiles["cash_amount"]]
    assert listed["ledger_state"].unique().to_list() == ["ties"]
    [other] = read(warehouse, "indicators", day, company="YZE").to_dicts()
    own = position(warehouse, day, company="YZE")
    assert (other["shown_currency"], other["cash_amount"]) == ("CNY", own["balance_amount_company"].sum())


def test_flows_of_a_span_lead_to_their_lines(warehouse: Warehouse) -> None:
    day = date(2026, 5, 20)
    heights = []
    for span in ("month", "quarter", "year"):
        flows = read(warehouse, "flows", day, span=span)
        total = flows.filter(pl.col("category").is_null()).row(0, named=True)
        parts = flows.drop_nulls("category")
        assert parts["net_amount"].sum() == total["net_amount"]
        assert parts["line_count"].sum() == total["line_count"]
        for category, net, count in parts.select("category", "net_amount", "line_count").rows():
            lines = read(warehouse, "category_lines", day, span=span, category=category)
            assert (lines["shown_amount"].sum(), lines.height) == (net, count)
        heights.append(total["line_count"])
    assert heights == sorted(set(heights))
    [(moved,)] = warehouse.source_rows(
        "erp", "select count(*) from bank_line where value_date between '2026-05-01' and '2026-05-20'"
    )
    assert heights[0] == moved


def test_an_account_runs_to_its_balance_and_a_line_to_its_records(warehouse: Warehouse) -> None:
    lines = read(warehouse, "account_lines", AS_OF, account="erp|1")
    [account] = read(warehouse, "account", AS_OF, account="erp|1").to_dicts()
    assert lines["balance_amount"][0] == account["balance_amount"] == account["ledger_amount"]
    stated = dict(warehouse.source_rows("erp", "select 'erp|' || id, balance_amount from bank_line"))
    assert [Decimal(stated[key]) for key in lines["bank_line_key"]] == lines["balance_amount"].to_list()
    tables = {"receipt": "receipt", "payment": "payment", "transfer": "fund_transfer", "claim": "expense_claim"}
    for explained, table in tables.items():
        [(key,), *_] = warehouse.rows(
            f"select bank_line_key from serving.marts.fct_cash_movements where matched_by = '{explained}'"
        )
        records = read(warehouse, "evidence", AS_OF, line=key)
        assert records["source_table"].to_list() == ["bank_line", table, "journal_line"]
        assert set(records["document_amount"].abs()) == {abs(records["document_amount"][0])} or explained == "receipt"


def test_the_page_shows_what_is_asked_for(page: Open, warehouse: Warehouse) -> None:
    html = page("cash", company="YZO")
    assert "USD" in html and len(re.findall(r"First Harbor Bank", html)) >= 6
    [(number,)] = warehouse.source_rows("erp", "select number from bank_account where id = 1")
    assert number in page("cash", account="erp|1")
