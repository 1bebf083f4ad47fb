"""The named queries of the receivables page on a published group: they agree with each other and with the report."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from quarterdeck.access import Viewer
from quarterdeck.named_queries import QUERIES
from quarterdeck.settings import Settings
from quarterdeck.warehouse import Warehouse
from tests.dashboards.queries import BOUNDS, EVERYTHING, read
from tests.group import AS_OF


@pytest.mark.parametrize("company", [None, "YZE", "YZO"])
@pytest.mark.parametrize("day", [AS_OF, date(2026, 3, 17), date(2025, 12, 31)])
def test_the_page_agrees_with_itself_and_with_the_report(
    published_demo: Settings, company: str | None, day: date
) -> None:
    with Warehouse(published_demo.layout) as warehouse:
        headline = read(warehouse, "indicators", company, day).row(0, named=True)
        cells = read(warehouse, "by_bucket_and_company", company, day)
        customers = read(warehouse, "customers", company, day)
        documents = read(warehouse, "documents", company, day, customer=None)
        report = warehouse.read(
            "receivables/aging",
            EVERYTHING,
            as_of=day,
            company=company,
            system=None,
            basis="due",
            detail="instalment",
            buckets=BOUNDS,
        )
        rates = {"CNY": Decimal(1)}
        rates |= dict(
            warehouse.select(
                "select from_currency, rate from marts.fct_exchange_rates where from_date <= $d and $d < until_date",
                EVERYTHING,
                {"d": day},
            ).iter_rows()
        )

    def shown(row: dict[str, Any]) -> Decimal:
        amount: Decimal = row["residual_amount_company"]
        return (
            amount if company else (amount * rates[row["company_currency"]]).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        )

    lines = report.to_dicts()
    expected = sum(map(shown, lines))
    assert headline["open_amount"] == expected
    is_total = pl.col("company_key").is_null() & pl.col("bucket_number").is_null()
    assert cells.filter(is_total)["shown_amount"][0] == expected
    is_cell = pl.col("company_key").is_not_null() & pl.col("bucket_number").is_not_null()
    assert cells.filter(is_cell)["shown_amount"].sum() == expected
    for frame, key in ((customers, "customer_key"), (documents, "item_key")):
        amount = "open_amount" if key == "customer_key" else "shown_amount"
        assert frame.filter(pl.col(key).is_null())[amount][0] == expected
        assert frame.filter(pl.col(key).is_not_null())[amount].sum() == expected
    overdue = sum(shown(row) for row in lines if (row["days_past_due"] or 0) > 0 and row["residual_amount"] > 0)
    assert headline["overdue_amount"] == overdue == customers["overdue_amount"][0]
    for row in customers.iter_rows(named=True):
        assert sum(row["bucket_amounts"]) + row["credit_amount"] == row["open_amount"]


def test_effects_run_up_to_the_residual(published_demo: Settings) -> None:
    with Warehouse(published_demo.layout) as warehouse:
        documents = read(warehouse, "documents", "YZO", AS_OF, customer=None).slice(1, 25)
        for item, residual, carrying in documents.select(
            "item_key", "residual_amount", "residual_amount_company"
        ).iter_rows():
            effects = warehouse.read("receivables/effects", EVERYTHING, as_of=AS_OF, item=item)
            assert effects["residual_amount"][-1] == residual == effects["effect_amount"].sum()
            assert effects["residual_amount_company"][-1] == carrying
            assert effects["effect_date"].is_sorted() and (effects["effect_date"] <= AS_OF).all()


def test_the_control_is_that_of_the_newest_month_end(published_demo: Settings) -> None:
    with Warehouse(published_demo.layout) as warehouse:
        control = warehouse.read("receivables/control", EVERYTHING, as_of=date(2026, 6, 29))
        assert set(control["month_end_date"]) == {date(2026, 5, 31)} and control["is_all_equal"].all()
        assert warehouse.read("receivables/control", EVERYTHING, as_of=date(2000, 1, 1)).is_empty()
        assert warehouse.read("shared/unmapped_companies", EVERYTHING).is_empty()


def test_a_load_is_found_by_the_sources_name_of_its_table(published_demo: Settings) -> None:
    with Warehouse(published_demo.layout) as warehouse:
        newest = warehouse.read("shared/systems", EVERYTHING).row(0, named=True)
        for table in ("sales_invoice", "tabSales Invoice"):
            loads = warehouse.read(
                "shared/loads", EVERYTHING, system="erp", load_id=newest["load_id"], source_table=table
            )
            assert loads.select("table_name", "mode").rows() == [("sales_invoice", "first")]


def test_a_viewer_of_one_company_sees_its_figures_only(published_demo: Settings) -> None:
    viewer = Viewer.of("anna", {"YZO"})
    with Warehouse(published_demo.layout) as warehouse:
        given = {"as_of": AS_OF, "company": None, "system": None, "basis": "due", "buckets": BOUNDS}
        cells = warehouse.read("receivables/by_bucket_and_company", viewer, **given)
        assert set(cells["company_key"]) == {"YZO", None}


def test_all_queries_of_the_page_take_the_same_positions() -> None:
    """One definition of what is open, and one of its age: the parts that they name; none reads the star beside them."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in Path(QUERIES / "receivables").glob("*.sql")}
    aged = {"by_bucket_and_company", "customers", "documents"}
    assert {name for name, text in texts.items() if "-- :part positions\n" in text} == {*aged, "indicators"}
    assert {name for name, text in texts.items() if "-- :part aged\n" in text} == aged
    for name in {*aged, "indicators"}:
        assert "marts.fct_receivable_balances" not in texts[name], name
