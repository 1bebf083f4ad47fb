"""The named queries of the receivables page: corners on a few rows, and agreement with the report on a group."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from quarterdeck.access import Viewer
from quarterdeck.layout import Layout
from quarterdeck.named_queries import QUERIES
from quarterdeck.publication import publish
from quarterdeck.settings import Settings
from quarterdeck.warehouse import Warehouse
from tests.dashboards.conftest import AS_OF

EVERYTHING = Viewer.everything()
DAY = date(2026, 6, 15)
BOUNDS = [30, 60, 90, 180, 365]
# company, customer, item, instalment, document date, due date, residual; all since 2026-06-01
BALANCES = [
    ("cn", "x", "i1", 1, "2026-05-01", "2026-06-15", "100.00"),
    ("cn", "x", "i1", 2, "2026-05-01", "2026-05-16", "50.00"),
    ("cn", "x", "r1", 1, "2026-06-10", "2026-06-10", "-30.00"),
    ("cn", "y", "i2", 1, "2026-01-01", None, "7.00"),
    ("us", "x", "i3", 1, "2025-05-01", "2025-06-01", "10.00"),
    ("gb", "z", "i4", 1, "2026-06-02", "2026-06-14", "5.00"),
]
RELATIONS = """
    create schema marts;
    create table marts.dim_company (
        company_key varchar, company_name varchar, company_path varchar, currency varchar,
        presentation_currency varchar);
    insert into marts.dim_company values
        ('cn', 'China', 'cn', 'CNY', 'CNY'), ('us', 'America', 'cn / us', 'USD', 'CNY'),
        ('gb', 'Britain', 'gb', 'GBP', 'CNY'), ('idle', 'Idle', 'idle', 'EUR', 'CNY');
    create table marts.dim_customer as
        select k as customer_key, 'n' || k as customer_id, 'Customer ' || upper(k) as customer_name,
            k = 'y' as is_intercompany
        from (values ('x'), ('y'), ('z')) as keys(k);
    create table marts.fct_exchange_rates (
        from_currency varchar, from_date date, until_date date, rate decimal(21, 9));
    insert into marts.fct_exchange_rates values
        ('CNY', '1900-01-01', '9999-12-31', 1), ('USD', '2026-01-01', '2026-06-15', 6),
        ('USD', '2026-06-15', '9999-12-31', 7.1234567),
        ('GBP', '2026-06-16', '9999-12-31', 9);
    create table marts.fct_receivable_balances (
        system varchar, company_key varchar, customer_key varchar, item_key varchar, instalment_number integer,
        line_type varchar, document_type varchar, document_number varchar, document_date date, posting_date date,
        due_date date, currency varchar, document_amount decimal(18, 3), residual_amount decimal(18, 3),
        residual_amount_company decimal(18, 3), from_date date, until_date date);
"""


@pytest.fixture(scope="module")
def corners(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    layout = Layout(tmp_path_factory.mktemp("corners"))
    layout.build.mkdir(parents=True)
    with duckdb.connect(str(layout.serving_file)) as connection:
        connection.execute(RELATIONS)
        for company, customer, item, instalment, document_date, due_date, residual in BALANCES:
            connection.execute(
                """insert into marts.fct_receivable_balances values
                ('erp', $1, $2, $3, $4, 'whole', 'invoice', $3, $5, $5, $6,
                    'CNY', $7, $7, $7, '2026-06-01', '9999-12-31')""",
                [company, customer, item, instalment, document_date, due_date, residual],
            )
    publish(layout, version="v1", details={}, keep=2)
    with Warehouse(layout) as warehouse:
        yield warehouse


def read(warehouse: Warehouse, name: str, company: str | None = "cn", day: date = DAY, **more: Any) -> pl.DataFrame:
    given = {"as_of": day, "company": company, "system": None, "basis": "due", **more}
    if name != "indicators":
        given.setdefault("buckets", BOUNDS)
    return warehouse.read(f"receivables/{name}", EVERYTHING, **given)


def test_debits_and_credits_stand_apart(corners: Warehouse) -> None:
    row = read(corners, "indicators").row(0, named=True)
    assert row["open_amount"] == Decimal(127) and row["debit_amount"] == Decimal(157)
    assert row["overdue_amount"] == Decimal(50)  # the day on which it is due, an item is not overdue
    assert row["not_due_amount"] == Decimal(100) and row["no_due_date_amount"] == Decimal(7)
    assert row["credit_amount"] == Decimal(-30) and row["intercompany_amount"] == Decimal(7)
    assert row["overdue_share"] == Decimal("0.3185")
    assert (row["document_count"], row["customer_count"], row["shown_currency"]) == (3, 2, "CNY")
    # nothing was open at the month end before: a change, but no share to compare with
    assert row["before_date"] == date(2026, 5, 31) and row["open_amount_change"] == Decimal(127)
    assert row["overdue_share_change"] is None


def test_nothing_open_has_no_share(corners: Warehouse) -> None:
    row = read(corners, "indicators", "idle").row(0, named=True)
    assert row["open_amount"] == 0 and row["overdue_share"] is None and row["shown_currency"] == "EUR"
    assert row["missing_rate_currencies"] is None
    assert read(corners, "by_bucket_and_company", "idle").is_empty()
    assert read(corners, "customers", "idle").is_empty()
    assert read(corners, "documents", "idle").is_empty()


def test_a_missing_rate_is_null_and_named_never_one(corners: Warehouse) -> None:
    row = read(corners, "indicators", None).row(0, named=True)
    assert row["missing_rate_currencies"] == "GBP"
    assert row["open_amount"] is None and row["overdue_share"] is None and row["open_amount_change"] is None
    cells = {
        (cell["bucket_number"], cell["company_key"]): cell["shown_amount"]
        for cell in read(corners, "by_bucket_and_company", None).iter_rows(named=True)
    }
    assert cells[None, None] is None and cells[1, None] is None and cells[None, "gb"] is None
    assert cells[None, "us"] == Decimal("71.23") and cells[6, None] == Decimal("71.23")
    customers = read(corners, "customers", None)
    assert dict(customers.select("customer_key", "open_amount").iter_rows()) == {
        "x": Decimal("191.23"),
        "y": Decimal(7),
        "z": None,
        None: None,
    }
    own = read(corners, "indicators", "gb").row(0, named=True)
    assert own["open_amount"] == Decimal(5) and own["shown_currency"] == "GBP"


def test_rates_are_those_of_the_day(corners: Warehouse) -> None:
    later = read(corners, "indicators", None, date(2026, 6, 16)).row(0, named=True)
    assert later["open_amount"] == Decimal("243.23")  # 127 + 71.23 + 45
    before = read(corners, "by_bucket_and_company", None, date(2026, 6, 14))
    assert before.filter((pl.col("company_key") == "us") & pl.col("bucket_number").is_null())["shown_amount"][0] == 60


def test_buckets_by_either_date(corners: Warehouse) -> None:
    def buckets(basis: str) -> dict[int, Decimal]:
        frame = read(corners, "by_bucket_and_company", basis=basis).filter(pl.col("company_key").is_null())
        return {
            number: amount for number, amount in frame.select("bucket_number", "shown_amount").iter_rows() if amount
        }

    assert buckets("due") == {-1: -30, 0: 100, 1: 50, 1000: 7, None: 127}
    assert buckets("document") == {-1: -30, 2: 150, 4: 7, None: 127}


def test_a_document_is_as_old_as_its_oldest_open_line(corners: Warehouse) -> None:
    rows = read(corners, "documents", customer="x").to_dicts()
    assert [(row["item_key"], row["days_past_due"], row["bucket_number"], row["residual_amount"]) for row in rows] == [
        (None, None, None, Decimal(120)),
        ("i1", 30, 1, Decimal(150)),
        ("r1", None, -1, Decimal(-30)),
    ]
    lines = read(corners, "documents", customer="x", by_instalment=True, sort="number", descending=False)
    assert lines.select("item_key", "instalment_number").rows() == [(None, None), ("i1", 1), ("i1", 2), ("r1", 1)]
    old = read(corners, "documents", customer="x", bucket=1)
    assert old["residual_amount"].to_list() == [Decimal(50), Decimal(50)]


def test_customers_are_found_sorted_and_capped(corners: Warehouse) -> None:
    assert read(corners, "customers", find="er Y")["customer_key"].to_list() == [None, "y"]
    assert read(corners, "customers", find="NX")["customer_key"].to_list() == [None, "x"]
    assert read(corners, "customers", find="%").is_empty()
    assert read(corners, "customers", bucket=1000)["customer_key"].to_list() == [None, "y"]
    assert read(corners, "customers", sort="name", descending=True)["customer_key"].to_list() == [None, "y", "x"]
    assert read(corners, "customers", sort="1000")["customer_key"].to_list() == [None, "y", "x"]
    # the total stays that of all
    capped = read(corners, "customers", sort="open", descending=False, rows=1)
    assert capped.select("customer_key", "customer_count", "open_amount").rows() == [(None, 2, 127), ("y", 1, 7)]


@pytest.mark.parametrize("company", [None, "yuanzhou", "overseas"])
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
        documents = read(warehouse, "documents", "overseas", AS_OF, customer=None).slice(1, 25)
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
                "shared/loads", EVERYTHING, system="demo", load_id=newest["load_id"], source_table=table
            )
            assert loads.select("table_name", "mode").rows() == [("sales_invoice", "first")]


def test_a_viewer_of_one_company_sees_its_figures_only(published_demo: Settings) -> None:
    viewer = Viewer.of("anna", {"overseas"})
    with Warehouse(published_demo.layout) as warehouse:
        given = {"as_of": AS_OF, "company": None, "system": None, "basis": "due", "buckets": BOUNDS}
        cells = warehouse.read("receivables/by_bucket_and_company", viewer, **given)
        assert set(cells["company_key"]) == {"overseas", None}


def test_all_queries_take_the_same_positions() -> None:
    """Named queries cannot share a part, so that the part is compared: one definition of what is open."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in Path(QUERIES / "receivables").glob("*.sql")}
    blocks = {
        name: found[0]
        for name, text in texts.items()
        if (found := re.findall(r"^positions as \(\n    select\n        days\..*?^\),", text, re.S | re.M))
    }
    assert set(blocks) == {"indicators", "by_bucket_and_company", "customers", "documents"}
    assert len(set(blocks.values())) == 1
    ages = {re.search(r"^aged as \(.*?^\),", texts[name], re.S | re.M)[0] for name in set(blocks) - {"indicators"}}  # type: ignore[index]
    assert len(ages) == 1
