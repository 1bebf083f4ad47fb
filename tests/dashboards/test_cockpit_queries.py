"""The named queries of the cockpit: corners on a few rows, and agreement with each other on a published group."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl
import pytest

from quarterdeck.access import Viewer
from quarterdeck.layout import Layout
from quarterdeck.publication import publish
from quarterdeck.settings import Settings
from quarterdeck.warehouse import Warehouse
from tests.dashboards.queries import BOUNDS, EVERYTHING
from tests.dashboards.queries import read as read_receivables
from tests.group import AS_OF

DAY = date(2026, 6, 30)
# company, party, item, due date, residual; all since 2026-06-01. o is one of our companies.
BALANCES = [
    ("cn", "x", "i1", "2026-07-07", "100.00"),
    ("cn", "x", "i1", "2026-06-29", "50.00"),
    ("cn", "x", "c1", "2026-06-01", "-30.00"),
    ("cn", "o", "i2", "2026-06-30", "7.00"),
    ("us", "y", "i3", "2025-06-01", "10.00"),
    ("us", "z", "i4", None, "-1.00"),
    ("gb", "z", "i5", "2026-09-29", "5.00"),
]
RELATIONS = """
    create schema marts; create schema scorecard; create schema audits; create schema alerts;
    create table marts.dim_company (
        company_key varchar, company_name varchar, currency varchar, presentation_currency varchar);
    insert into marts.dim_company values
        ('cn', 'China', 'CNY', 'CNY'), ('us', 'America', 'USD', 'CNY'), ('gb', 'Britain', 'GBP', 'CNY'),
        ('idle', 'Idle', 'EUR', 'CNY');
    create table marts.dim_customer as
        select k as customer_key, 'Party ' || upper(k) as customer_name, k = 'o' as is_intercompany
        from (values ('x'), ('y'), ('z'), ('o')) as keys(k);
    create table marts.dim_party as
        select 'p' || customer_key as party_key, 'Golden ' || customer_key as party_name from marts.dim_customer;
    create table marts.dim_party_record as
        select customer_key, 'p' || customer_key as party_key, true as is_first from marts.dim_customer;
    create table marts.dim_supplier as
        select customer_key as supplier_key, is_intercompany from marts.dim_customer;
    create table marts.fct_exchange_rates (
        from_currency varchar, from_date date, until_date date, rate decimal(21, 9));
    insert into marts.fct_exchange_rates values
        ('CNY', '1900-01-01', '9999-12-31', 1), ('USD', '2026-01-01', '2026-06-30', 6),
        ('USD', '2026-06-30', '9999-12-31', 7.1234567), ('GBP', '2026-07-01', '9999-12-31', 9);
    create table marts.fct_receivable_balances (
        company_key varchar, customer_key varchar, supplier_key varchar, item_key varchar, due_date date,
        residual_amount decimal(18, 3), residual_amount_company decimal(18, 3), from_date date, until_date date,
        is_credit boolean generated always as (
            coalesce(nullif(residual_amount, 0), residual_amount_company) < 0));
    create table marts.dim_reporting_date (
        reporting_date date, series varchar, months_back integer, is_month_end boolean);
    insert into marts.dim_reporting_date values
        ('2026-07-02', 'as_of', 0, false), ('2026-06-02', 'as_of', 1, false),
        ('2026-06-30', 'month_end', 0, true), ('2026-05-31', 'month_end', 1, true),
        ('2026-04-30', 'month_end', 2, true);
    create table scorecard.indicators (scope_key varchar, reporting_date date);
    insert into scorecard.indicators values
        ('(group)', '2026-07-02'), ('(group)', '2026-06-30'), ('(group)', '2026-06-30'), ('(group)', '2026-06-02');
    create table marts.fct_receivable_movements (
        company_key varchar, is_intercompany boolean, is_credit boolean, due_date date, period_end_date date,
        residual_change_company decimal(18, 3));
    insert into marts.fct_receivable_movements values
        ('cn', false, false, '2026-05-31', '2026-05-31', 100), ('cn', true, false, null, '2026-05-31', 9),
        ('cn', false, true, '2026-05-31', '2026-06-30', -40), ('us', false, false, null, '2026-06-30', 10),
        ('cn', false, false, '2026-05-31', '2026-06-30', -30), ('gb', false, false, null, '2026-06-30', 1);
    create table alerts.findings (
        finding_key varchar, rule varchar, severity varchar, company_key varchar, system varchar, subject_type varchar,
        subject_key varchar, subject_name varchar, owner varchar, currency varchar,
        stake_amount_company decimal(18, 3), stake_amount_group decimal(18, 3), message_arguments varchar,
        as_of_date date);
    insert into alerts.findings
        select
            f.k, f.rule, f.severity, f.company, 'erp', 'customer', 'x', 'X', 'Somebody', 'CNY', f.stake, f.in_group,
            '{}', date '2026-07-02'
        from (values
            ('small', 'receivable_overdue', 'critical', 'cn', 5, 5),
            ('large', 'receivable_overdue', 'critical', 'us', 2, 14),
            ('mild', 'receivable_overdue', 'warning', 'cn', 900, 900),
            ('audit', 'audit_difference', 'critical', 'cn', 1, 1),
            ('no rate', 'receivable_overdue', 'critical', 'gb', 8, null)
        ) as f(k, rule, severity, company, stake, in_group);
    create table audits.loads as
        select * from (values
            ('erp', '1', 10, 0, 0, timestamp '2026-07-01 08:00:00'),
            ('erp', '2', 3, 1, 0, timestamp '2026-07-02 08:00:00'),
            ('erp', '2', 4, 0, 2, timestamp '2026-07-02 08:00:00')
        ) as l(system, load_id, new_rows, changed_rows, deleted_rows, extracted_at);
    create table audits.audit_exceptions as
        select * from (values
            ('no due date', false, 'erp', 'cn'), ('no due date', false, 'crm', 'us'), ('no party', true, 'erp', 'cn')
        ) as e(reason, is_excluded, system, company_key);
"""


ONE_PARTY = "update marts.dim_party_record set party_key = 'py', is_first = false where customer_key = 'x'"
"""Two customers' records are found to be one party."""


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    yield from of_rows(Layout(tmp_path_factory.mktemp("few")))


@pytest.fixture(scope="module")
def fewer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    yield from of_rows(Layout(tmp_path_factory.mktemp("fewer")), ONE_PARTY)


def of_rows(layout: Layout, *changes: str) -> Iterator[Warehouse]:
    layout.build.mkdir(parents=True)
    with duckdb.connect(str(layout.serving_file)) as connection:
        for statement in (RELATIONS, *changes):
            connection.execute(statement)
        for company, party, item, due_date, residual in BALANCES:
            connection.execute(
                """insert into marts.fct_receivable_balances values
                ($1, $2, $2, $3, $4, $5, $5, '2026-06-01', '9999-12-31')""",
                [company, party, item, due_date, residual],
            )
        connection.execute("create table marts.fct_payable_balances as from marts.fct_receivable_balances")
    publish(layout, version="v1", details={}, keep=2)
    with Warehouse(layout) as warehouse:
        yield warehouse


def read(warehouse: Warehouse, name: str, company: str | None = None, **more: Any) -> pl.DataFrame:
    return warehouse.read(name, EVERYTHING, company=company, **more)


def exposures(warehouse: Warehouse, company: str | None, day: date = DAY, **more: Any) -> list[tuple[Any, ...]]:
    frame = read(warehouse, "cockpit/largest_exposures", company, as_of=day, **more)
    return frame.select("customer_key", "open_amount", "overdue_amount", "oldest_days", "exposure_share").rows()


def test_exposures_are_net_of_credits_and_leave_our_companies_out(few: Warehouse) -> None:
    assert exposures(few, "cn") == [
        ("x", Decimal(120), Decimal(50), 1, Decimal("0.9449")),
        ("o", Decimal(7), Decimal(0), None, Decimal("0.0551")),  # one company counts all its customers
    ]
    # a missing rate comes first, and takes every share with it; the group counts third parties only
    assert exposures(few, None) == [
        ("z", None, None, None, None),
        ("x", Decimal(120), Decimal(50), 1, None),
        ("y", Decimal("71.23"), Decimal("71.23"), 394, None),
    ]
    row = read(few, "cockpit/largest_exposures", as_of=DAY).row(0, named=True)
    assert row["missing_rate_currencies"] == "GBP" and row["company_names"] == "America, Britain"
    assert row["all_open_amount"] is None and row["leading_share"] is None
    assert exposures(few, "idle") == []


def test_concentration_is_of_all_customers_that_owe(few: Warehouse) -> None:
    """Shares and totals stay those of all when fewer are asked for; who is in credit owes nothing."""
    row = read(few, "cockpit/largest_exposures", as_of=date(2026, 7, 1), top=1, leading=2).row(0, named=True)
    assert (row["customer_key"], row["customer_count"], row["debtor_count"]) == ("x", 3, 3)
    assert row["all_open_amount"] == Decimal("229.11")  # 120 + 71.23 + 5 × 9 − 7.12
    assert row["exposure_share"] == Decimal("0.5238") and row["leading_share"] == Decimal("0.8347")
    us = read(few, "cockpit/largest_exposures", "us", as_of=DAY)
    assert us.select("customer_key", "exposure_share", "debtor_count").rows() == [("y", 1, 1), ("z", None, 1)]


def test_records_of_one_party_owe_together(few: Warehouse, fewer: Warehouse) -> None:
    day = date(2026, 7, 1)
    assert [(key, owed) for key, owed, *_ in exposures(few, None, day)] == [
        ("x", Decimal(120)),
        ("y", Decimal("71.23")),
        ("z", Decimal("37.88")),
    ]
    both, other = exposures(fewer, None, day)
    assert both == ("y", Decimal("191.23"), Decimal("121.23"), 395, Decimal("0.8347"))
    assert other[:2] == ("z", Decimal("37.88"))
    row = read(fewer, "cockpit/largest_exposures", as_of=day).row(0, named=True)
    assert (row["customer_name"], row["record_count"], row["company_names"]) == ("Golden y", 2, "America, China")
    assert (row["customer_count"], row["debtor_count"], row["document_count"]) == (2, 2, 3)
    # with one company only one of the records has something open: it is a customer like any other
    row = read(fewer, "cockpit/largest_exposures", "cn", as_of=day).row(0, named=True)
    assert (row["customer_key"], row["customer_name"], row["record_count"]) == ("x", "Party X", 1)


def test_payables_fall_due_in_periods_with_their_total(few: Warehouse) -> None:
    def due(company: str | None, day: date = DAY) -> dict[int | None, tuple[Decimal | None, int]]:
        frame = read(few, "cockpit/payables_due", company, as_of=day, periods=[7, 30, 60, 90])
        assert frame["period_number"].to_list() == [-1, 0, 1, 2, 3, 4, 5, 1000, None]
        return {
            row["period_number"]: (row["shown_amount"], row["document_count"])
            for row in frame.iter_rows(named=True)
            if row["document_count"]
        }

    # due today is not overdue; a document with two instalments counts once in the total
    assert due("cn") == {-1: (-30, 1), 0: (50, 1), 1: (107, 2), None: (127, 3)}
    assert due(None) == {
        -1: (Decimal("-37.12"), 2),
        0: (Decimal("121.23"), 2),
        1: (Decimal(100), 1),  # without what we owe a company of ours
        5: (None, 1),
        None: (None, 5),
    }
    assert due("idle") == {}
    missing = read(few, "cockpit/payables_due", as_of=DAY, periods=[7])
    assert dict(missing.select("period_number", "missing_rate_currencies").iter_rows())[None] == "GBP"


def test_the_trend_has_every_bucket_and_the_total_of_each_day(few: Warehouse) -> None:
    def trend(day: date, company: str | None = None) -> dict[date, tuple[dict[int, Decimal | None], Decimal | None]]:
        frame = read(few, "receivables/aging_trend", company, as_of=day, buckets=[30])
        return {
            shown: (
                {
                    row["bucket_number"]: row["shown_amount"]
                    for row in of_day.iter_rows(named=True)
                    if row["shown_amount"] != 0
                },
                of_day["total_amount"][0],
            )
            for (shown,), of_day in frame.group_by("reporting_date", maintain_order=True)
        }

    assert trend(DAY) == {
        date(2026, 5, 31): ({0: 100}, 100),  # nothing before the first movement, nothing of ours
        DAY: ({-1: -40, 1: 70, 1000: None}, None),  # no rate for one company: no bucket, no total
    }
    assert trend(date(2026, 7, 2))[date(2026, 7, 2)][1] == Decimal("110.23")  # with a rate since the 1st of July
    assert trend(DAY, "cn")[DAY] == ({-1: -40, 1: 70, 1000: 9}, 39)
    assert trend(DAY, "idle") == {}


def test_the_newest_day_is_always_there(few: Warehouse) -> None:
    days = read(few, "cockpit/reporting_dates")
    assert days.rows() == [(date(2026, 7, 2), True, False), (DAY, False, True)]  # the 2nd of June is no choice
    assert read(few, "cockpit/reporting_dates", "idle").rows() == [(date(2026, 7, 2), True, False)]


def test_findings_come_by_weight(few: Warehouse) -> None:
    found = read(few, "cockpit/findings")
    assert found["finding_key"].to_list() == ["audit", "large", "no rate", "small", "mild"]
    assert set(found.select("finding_count", "critical_count").rows()) == {(5, 4)}
    assert read(few, "cockpit/findings", "cn", top=1).select("finding_key", "finding_count").rows() == [("audit", 3)]


def test_counts_of_exceptions_and_of_the_newest_load(few: Warehouse) -> None:
    reasons = read(few, "cockpit/exceptions")
    assert reasons.select("reason", "record_count", "systems", "excluded_count", "doubted_count").rows() == [
        ("no party", 1, "erp", 1, 2),
        ("no due date", 2, "crm, erp", 1, 2),
    ]
    [system] = few.read("shared/systems", EVERYTHING).to_dicts()
    assert (system["load_id"], system["new_rows"], system["changed_rows"], system["deleted_rows"]) == ("2", 7, 1, 2)


@pytest.mark.parametrize("company", [None, "YZE", "YZO"])
def test_the_cockpit_agrees_with_itself_and_with_receivables(published_demo: Settings, company: str | None) -> None:
    with Warehouse(published_demo.layout) as warehouse:
        days = read(warehouse, "cockpit/reporting_dates", company)
        assert days.row(0) == (AS_OF, True, True) and days["reporting_date"].is_sorted(descending=True)
        for day in (AS_OF, days["reporting_date"][3]):
            rows = {
                row["indicator"]: row for row in read(warehouse, "cockpit/indicators", company, as_of=day).to_dicts()
            }
            shown = rows["receivables"]
            largest = read(warehouse, "cockpit/largest_exposures", company, as_of=day, top=10_000)
            aging = read(warehouse, "receivables/aging_trend", company, as_of=day, buckets=BOUNDS)
            trend = read(warehouse, "cockpit/indicator_trend", company, as_of=day)
            page = read_receivables(warehouse, "indicators", company, day).row(0, named=True)
            assert largest["all_open_amount"][0] == largest["open_amount"].sum() == shown["indicator_value"]
            assert largest["all_overdue_amount"][0] == rows["overdue_share"]["numerator"]
            assert Decimal("0.99") < sum(largest["exposure_share"].drop_nulls(), Decimal()) < Decimal("1.01")
            # the page of receivables counts what our companies owe each other, and both say how much it is
            left_out = shown["intercompany_amount"] if company is None else 0
            assert page["open_amount"] == shown["indicator_value"] + left_out
            assert page["intercompany_amount"] == shown["intercompany_amount"]
            assert (shown["intercompany_amount"] != 0) == (company != "YZO"), "what it sells goes to third parties"
            values = dict(
                trend.filter(pl.col("indicator") == "receivables")
                .select("reporting_date", "indicator_value")
                .iter_rows()
            )
            totals = dict(aging.select("reporting_date", "total_amount").iter_rows())
            assert len(values) == 13 and set(values) <= set(totals)
            # amounts of a bucket are converted together, those of the indicator line by line
            assert all(abs(values[at] - totals[at]) < Decimal("0.1") for at in values)


def test_who_sees_one_company_sees_no_group(published_demo: Settings) -> None:
    viewer = Viewer.of("anna", {"YZE"})
    with Warehouse(published_demo.layout) as warehouse:
        assert warehouse.read("cockpit/indicators", viewer, as_of=AS_OF, company=None).is_empty()
        assert set(warehouse.read("cockpit/findings", viewer, company=None)["company_key"]) == {"YZE"}
        assert set(warehouse.read("cockpit/exception_records", viewer, company=None)["company_key"]) == {"YZE"}
