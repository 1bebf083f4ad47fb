"""The named queries of the receivables page on a few rows: every corner that has a rule."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import duckdb
import polars as pl
import pytest

from quarterdeck.layout import Layout
from quarterdeck.publication import publish
from quarterdeck.warehouse import Warehouse
from tests.dashboards.queries import read

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
        residual_amount_company decimal(18, 3), from_date date, until_date date,
        is_credit boolean generated always as (
            coalesce(nullif(residual_amount, 0), residual_amount_company) < 0));
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
