"""Bad rows in a source: kept, counted and visible, or refused in a clear sentence; never a wrong total or a crash."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows import steps
from ingestion.landing import land
from quarterdeck.access import Viewer
from quarterdeck.reports.aging import RECEIVABLES_AGING
from quarterdeck.reports.running import run_report
from quarterdeck.settings import Settings
from quarterdeck.warehouse import Warehouse
from tests.flows.installation import copy_published, install
from tests.group import AS_OF, quiet

EVERYTHING = Viewer.everything()


def change(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma foreign_keys = off")
        for statement in statements:
            assert connection.execute(statement).rowcount > 0, statement
        connection.commit()


def publish(settings: Settings) -> list[str]:
    steps.extract(settings, settings.systems["erp"], full=False, say=quiet)
    seen = steps.snapshot(settings, quiet)
    steps.build(settings, quiet)
    findings = steps.audit(settings, quiet)
    steps.publish_build(settings, seen, quiet)
    return findings


def documents(warehouse: Warehouse) -> dict[str, dict[str, object]]:
    frame = run_report(
        warehouse,
        EVERYTHING,
        RECEIVABLES_AGING,
        as_of=AS_OF,
        company=None,
        system=None,
        basis="due",
        detail="document",
        buckets=[30, 60],
    )
    return {row["document_number"]: row for row in frame.to_dicts()}


class Spoilt:
    """A demonstration before and after rows in it were spoilt."""

    def __init__(self, published_demo: Settings, folder: Path):
        self.settings = install(folder)
        copy_published(published_demo, self.settings)
        self.file = folder / "erp.sqlite"
        self.warehouse = Warehouse(self.settings.layout)
        self.first_findings = self.warehouse.publication.details["findings"]
        self.before = documents(self.warehouse)
        numbers = [n for n, row in self.before.items() if row["document_type"] == "invoice" and row["due_date"]]
        self.huge, self.late, self.foreign, self.timeless = numbers[:4]
        self.nameless = str(self.before[numbers[4]]["party_id"])
        stamp = "updated_at = '2026-07-01 00:00:00'"
        change(
            self.file,
            f"update sales_invoice set gross_amount = '1000000000000000', {stamp} where number = '{self.huge}'",
            f"update sales_invoice set due_date = '9999-12-31', {stamp} where number = '{self.late}'",
            f"update sales_invoice set currency = 'QQQ', {stamp} where number = '{self.foreign}'",
            f"update sales_invoice set due_date = null, {stamp} where number = '{self.timeless}'",
            f"delete from sales_invoice_instalment where invoice_id in (select id from sales_invoice "
            f"where number in ('{self.timeless}', '{self.late}')) or invoice_id = (select min(invoice_id) "
            "from sales_invoice_instalment)",
            f"update customer set name = ' ', {stamp} where id = {self.nameless}",
            *(
                f"update {table} set {column} = '{number}', {stamp} where id = (select min(id) from {table})"
                for table, column, number in (
                    ("sales_order", "gross_amount", "-1000000000000000"),
                    ("sales_order_line", "quantity", "1e30"),
                    ("budget_line", "amount", "1000000000000000.01"),
                )
            ),
        )
        self.findings = publish(self.settings)
        self.after = documents(self.warehouse)


@pytest.fixture(scope="module")
def spoilt(published_demo: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spoilt]:
    made = Spoilt(published_demo, tmp_path_factory.mktemp("spoilt") / "demo")
    yield made
    made.warehouse.close()


def exceptions(spoilt: Spoilt) -> pl.DataFrame:
    return spoilt.warehouse.select("select * from audits.audit_exceptions", EVERYTHING)


def test_before_that_nothing_is_found(spoilt: Spoilt) -> None:
    assert spoilt.first_findings == []


def test_an_amount_that_does_not_fit_is_left_out_and_named(spoilt: Spoilt) -> None:
    assert spoilt.huge not in spoilt.after
    [row] = exceptions(spoilt).filter(pl.col("document_number") == spoilt.huge, pl.col("is_excluded")).to_dicts()
    assert (row["reason"], row["source_table"]) == ("amount too large", "sales_invoice")
    assert Decimal(row["found"]) == Decimal(10) ** 15 or row["found"]
    assert any("left out: amount too large" in finding for finding in spoilt.findings)
    assert any("differ from the ledger" in finding for finding in spoilt.findings), "and the control says so"


def test_numbers_that_no_contract_holds_cost_their_rows_and_nothing_else(spoilt: Spoilt) -> None:
    """Also in entities that no star reads yet: the build goes on, the rows are missing and named."""
    named = {
        (row["document_type"], row["source_table"])
        for row in exceptions(spoilt).filter(pl.col("reason") == "amount too large").to_dicts()
    }
    assert named == {
        ("invoice", "sales_invoice"),
        ("orders", "sales_order"),
        ("order_lines", "sales_order_line"),
        ("budget_lines", "budget_line"),
    }
    [build] = spoilt.settings.layout.last_build.glob("*.duckdb")
    with duckdb.connect(str(build), read_only=True) as connection, closing(sqlite3.connect(spoilt.file)) as source:
        for entity, table, condition in (
            ("orders", "sales_order", "order_side = 'sales'"),
            ("order_lines", "sales_order_line", "order_side = 'sales'"),
            ("budget_lines", "budget_line", "true"),
        ):
            [(kept,)] = connection.execute(f"select count(*) from conformed.{entity} where {condition}").fetchall()
            [(all_rows,)] = source.execute(f"select count(*) from {table}").fetchall()
            assert kept == all_rows - 1, entity


def test_everything_else_is_counted_as_before(spoilt: Spoilt) -> None:
    touched = {spoilt.huge, spoilt.late, spoilt.foreign, spoilt.timeless}
    assert set(spoilt.before) - set(spoilt.after) == {spoilt.huge}
    assert not set(spoilt.after) - set(spoilt.before)
    for number, row in spoilt.after.items():
        assert row["residual_amount_company"] == spoilt.before[number]["residual_amount_company"]
        if number not in touched and row["party_id"] != spoilt.nameless:
            assert row["bucket"] == spoilt.before[number]["bucket"]


def test_doubtful_rows_are_counted_and_visible(spoilt: Spoilt) -> None:
    doubts = {
        (row["reason"], row["document_number"]) for row in exceptions(spoilt).filter(~pl.col("is_excluded")).to_dicts()
    }
    assert {
        ("date outside 1990-2100", spoilt.late),
        ("unknown currency", spoilt.foreign),
        ("no due date", spoilt.timeless),
        ("party without a name", None),
    } <= doubts
    assert spoilt.after[spoilt.late]["bucket"] == "not due"
    assert spoilt.after[spoilt.timeless]["bucket"] == "no due date"
    assert spoilt.after[spoilt.timeless]["days_past_due"] is None
    named = {row["party"] for row in spoilt.after.values() if row["party_id"] == spoilt.nameless}
    assert named == {spoilt.nameless}
    days = spoilt.warehouse.select("select count(*) as days from marts.dim_date", EVERYTHING)["days"][0]
    assert days < 366 * 20, "the year 9999 does not stretch the calendar"


def test_a_table_that_is_suddenly_empty_keeps_its_last_good_data(spoilt: Spoilt) -> None:
    change(spoilt.file, "delete from settlement")
    outcome = land(spoilt.settings.systems["erp"], spoilt.settings.layout)
    [error] = outcome.errors
    assert "'settlement' is empty in the source" in error
    assert "refresh --full" in error
    assert outcome.load_id is None
    accepted = land(spoilt.settings.systems["erp"], spoilt.settings.layout, full=True)
    assert not accepted.errors
    assert next(t for t in accepted.tables if t.table_name == "settlement").deleted_rows > 100
