"""Disputes and promises to pay: what stands behind them, what comes of them, and the ERP's two tables on every day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from ingestion.demo.group.disputes import OUTCOMES, REASONS, make_disputes, open_invoices
from ingestion.demo.group.erp.books_tables import make_books_tables
from ingestion.demo.group.erp.collection_tables import make_collection_tables
from ingestion.demo.group.erp.money_tables import make_money_tables
from ingestion.demo.group.erp.schema import TABLES
from ingestion.demo.group.erp.schema_collections import COLLECTION_TABLES
from ingestion.demo.group.erp.trade_tables import make_trade_tables
from ingestion.demo.group.promises import make_promises
from ingestion.demo.group.versions import FROM, on_day
from tests.ingestion.group.money_ground import Whole, whole
from tests.ingestion.group.systems import CASES, assert_days, assert_fills, assert_moves, assert_versions, days_of

INSTALMENT = ["invoice_id", "sequence"]


@dataclass(frozen=True)
class Collected:
    """A group, its disputes and promises, and all tables of the ERP but budgets and the journal."""

    group: Whole
    disputes: pl.DataFrame
    promises: pl.DataFrame
    versions: Mapping[str, pl.DataFrame]

    @property
    def own(self) -> dict[str, pl.DataFrame]:
        """The two tables."""
        return {table.name: self.versions[table.name] for table in COLLECTION_TABLES}

    @property
    def invoices(self) -> pl.DataFrame:
        """Invoices that customers have to pay, with their due date and their customer's character."""
        given = self.group.ground
        due = self.group.trade.instalments.group_by("invoice_id").agg(pl.col("due_date").min())
        who = given.masters.customers.select("character", party_id="id")
        return (
            open_invoices(self.group.trade)
            .join(due, on="invoice_id")
            .join(who, on="party_id")
            .with_columns(pl.col("entered").cast(pl.Date))
        )

    def settled(self, rows: pl.DataFrame, day: str, key: list[str]) -> pl.Series:
        """What of the document of each row (id, key, day) is settled on its day: each settlement, one by one."""
        settlements = self.group.money.settlements.rename({"instalment_sequence": "sequence"})
        found = (
            rows.select("id", *key, day=day)
            .join(settlements.select(*key, "amount", "settled_on", "reversed_on"), on=key)
            .filter(pl.col("settled_on") <= pl.col("day"))
            .filter(pl.col("reversed_on").is_null() | (pl.col("reversed_on") > pl.col("day")))
            .group_by("id")
            .agg(pl.col("amount").sum())
        )
        return rows.select("id").join(found, on="id", how="left", maintain_order="left")["amount"].fill_null(0)

    def received(self) -> pl.DataFrame:
        """Money that came in for promised instalments between the promise and its day: id, received."""
        money = self.group.money
        cash = money.receipts.filter(pl.col("medium") != "write_off").select(cash_id="id", paid_on="posting_date")
        paid = (
            money.settlements.filter(pl.col("reversed_on").is_null())
            .rename({"instalment_sequence": "sequence"})
            .join(cash, on="cash_id")
        )
        return (
            self.promises.select("id", "made_on", "promised_on", *INSTALMENT)
            .join(paid.select(*INSTALMENT, "paid_on", "amount"), on=INSTALMENT)
            .filter(pl.col("paid_on").is_between(pl.col("made_on"), pl.col("promised_on"), closed="right"))
            .group_by("id")
            .agg(received=pl.col("amount").sum())
        )


@cache
def make_collected(anchor: str, seed: int, scale: float) -> Collected:
    group = whole(anchor, seed, scale)
    given = group.ground
    disputes = make_disputes(given.world, given.masters, group.trade, group.money)
    promises = make_promises(given.world, given.masters, group.trade, group.money, disputes)
    versions = (
        make_trade_tables(given.world, given.masters, given.deals, given.projects, group.trade)
        | make_money_tables(given.world, given.masters, given.deals, group.trade, group.money)
        | make_collection_tables(given.world, given.masters, group.trade, group.money)
    )
    versions["account"] = make_books_tables(given.world, given.projects, group.books, group.budgets)["account"]
    return Collected(group, disputes, promises, versions)


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0]}-{case[2]}")
def collected(request: pytest.FixtureRequest) -> Collected:
    return make_collected(*request.param)


def test_the_tables_are_whole_on_every_day(collected: Collected, tmp_path: Path) -> None:
    assert_versions(COLLECTION_TABLES, collected.own)
    known = [table for table in TABLES if table.name in collected.versions]
    days = days_of(collected.group.ground.world)
    assert_days(known, collected.versions, days)
    assert_fills(known, collected.versions, days[-1], tmp_path)
    assert_moves(collected.own, collected.group.ground.world.timeline.anchor, (1, 30, 60))


def test_equal_arguments_give_equal_rows(collected: Collected) -> None:
    given, group = collected.group.ground, collected.group
    disputes = make_disputes(given.world, given.masters, group.trade, group.money)
    assert disputes.equals(collected.disputes)
    assert make_promises(given.world, given.masters, group.trade, group.money, disputes).equals(collected.promises)


def test_whoever_calls_is_employed_by_the_company(collected: Collected) -> None:
    masters = collected.group.ground.masters
    clerks = masters.employees.join(
        masters.departments.select("function", department_id="id"), on="department_id"
    ).select("hired_on", "left_on", "function", employee_id="id", employer="company_id")
    for rows, day in ((collected.disputes, "opened_on"), (collected.promises, "made_on")):
        found = rows.join(clerks, on="employee_id", how="left")
        assert (found["employer"] == found["company_id"]).all() and (found["function"] == "finance").all()
        assert (found[day] >= found["hired_on"]).all()
        assert found.filter(pl.col("left_on") <= pl.col(day)).is_empty()


def test_a_dispute_is_why_its_invoice_is_paid_late(collected: Collected) -> None:
    """Those that are delayed by one have one; the others only where a credit note settles them while they are open."""
    causes, disputes = collected.group.money.disputed, collected.disputes
    assert causes.height > 5
    assert disputes["invoice_id"].is_unique().all()
    rows = disputes.join(collected.invoices, on="invoice_id").join(
        causes.with_columns(is_cause=True), on="invoice_id", how="left"
    )
    assert rows.height == disputes.height, "of posted invoices to third parties"
    delayed = rows.filter("is_cause")
    lost = causes.join(disputes, on="invoice_id", how="anti").join(collected.invoices, on="invoice_id")
    ends = collected.group.ground.world.timeline.end
    assert (lost["due_date"] > ends - timedelta(days=15)).all(), "those are disputed after all time"
    assert (delayed["character"] == "disputing").all()
    assert (delayed["paid_on"].drop_nulls() > delayed.drop_nulls("paid_on")["due_date"]).all()
    assert (delayed["resolved_on"].is_null() == delayed["paid_on"].is_null()).all(), "what is not resolved is not paid"
    before = delayed.drop_nulls("paid_on").select((pl.col("paid_on") - pl.col("resolved_on")).dt.total_days())
    assert before.to_series().is_between(0, 9).all() and before.to_series().median() > 0
    credited = rows.filter(pl.col("is_cause").is_null())
    assert credited.height > 5 and (credited["outcome"] == "credited").all()


def test_a_credit_note_comes_of_a_dispute_where_it_settles_an_open_invoice(collected: Collected) -> None:
    """One that comes after all is paid, or because a contract became smaller, has none."""
    pair = ["invoice_id", "credit_note_id"]
    notes = collected.group.trade.invoices.filter(
        (pl.col("kind") == "credit_note") & pl.col("order_id").is_not_null() & pl.col("sister_id").is_null()
    ).select(invoice_id="original_invoice_id", credit_note_id="id")
    settling = collected.group.money.settlements.select(pair).drop_nulls().unique().join(notes, on=pair, how="semi")
    found = collected.disputes.select(pair).drop_nulls()
    assert found.height > 5 and found.join(settling, on=pair, how="anti").is_empty()
    without = settling.join(found, on=pair, how="anti").join(collected.disputes, on="invoice_id", how="left")
    assert without["resolved_on"].null_count() == without.height, "those are not resolved in all time"
    assert (without["id"].is_not_null()).all()


def test_disputes_are_in_order(collected: Collected) -> None:
    rows = collected.disputes.join(collected.invoices.drop("company_id", "party_id"), on="invoice_id")
    assert rows["reason"].is_in(REASONS).all() and rows["outcome"].drop_nulls().is_in(OUTCOMES).all()
    assert (rows["opened_on"] >= rows["entered"]).all(), "nobody disputes what has not come"
    after = rows.filter(pl.col("entered") < pl.col("due_date")).select(
        (pl.col("opened_on") - pl.col("due_date")).dt.total_days()
    )
    assert after.to_series().max() <= 20, "and soon after it is due at the latest, holidays between"
    assert (rows["resolved_on"] >= rows["opened_on"]).drop_nulls().all()
    assert (rows["resolved_on"].is_null() == rows["outcome"].is_null()).all()
    residual = rows["gross_amount"] - collected.settled(rows, "opened_on", ["invoice_id"])
    assert rows["amount"].min() > 0 and (rows["amount"] <= residual).all()  # type: ignore[operator]
    notes = collected.group.trade.invoices.select(
        "kind", "original_invoice_id", "posting_date", credit_note_id="id", note_amount="gross_amount"
    )
    credited = rows.filter(pl.col("outcome") == "credited").join(notes, on="credit_note_id", how="left")
    assert (rows["credit_note_id"].is_not_null() == (rows["outcome"] == "credited").fill_null(False)).all()
    assert (credited["kind"] == "credit_note").all()
    assert (credited["original_invoice_id"] == credited["invoice_id"]).all()
    assert credited["posting_date"].is_between(credited["opened_on"], credited["resolved_on"]).all()
    assert (credited["amount"] >= pl.Series(credited["note_amount"]).clip(upper_bound=credited["amount"])).all()


def test_promises_are_made_about_what_is_overdue_and_open(collected: Collected) -> None:
    trade = collected.group.trade
    due = trade.instalments.select(*INSTALMENT, "due_date", "gross_amount")
    rows = collected.promises.join(due, on=INSTALMENT, how="left")
    assert rows.join(collected.invoices, on="invoice_id", how="semi").height == rows.height
    overdue = (rows["made_on"] - rows["due_date"]).dt.total_days()
    assert overdue.min() >= 5 and (rows["promised_on"] > rows["made_on"]).all()  # type: ignore[operator]
    residual = rows["gross_amount"] - collected.settled(rows, "made_on", INSTALMENT)
    assert rows["amount"].min() > 0 and (rows["amount"] <= residual).all()  # type: ignore[operator]
    assert rows["contact"].str.len_chars().min() > 3  # type: ignore[operator]
    quarrels = rows.join(collected.disputes.select("invoice_id", "opened_on", "resolved_on"), on="invoice_id")
    assert (quarrels["made_on"] >= quarrels["resolved_on"]).all() and quarrels["resolved_on"].null_count() == 0


def test_a_later_promise_replaces_one_that_was_not_kept(collected: Collected) -> None:
    promises = collected.promises
    earlier = promises.select(*INSTALMENT, "ended_on", "ending", first_on="made_on", replaces_id="id")
    pairs = promises.drop_nulls("replaces_id").join(earlier, on="replaces_id", how="left", suffix="_before")
    assert pairs.height > 20 and pairs["replaces_id"].is_unique().all()
    assert (pairs["invoice_id"] == pairs["invoice_id_before"]).all()
    assert (pairs["sequence"] == pairs["sequence_before"]).all()
    assert (pairs["ended_on_before"] == pairs["made_on"]).all() and (pairs["ending_before"] == "replaced").all()
    assert (promises["ending"] == "replaced").sum() == pairs.height
    assert (promises["ending"].is_null() == promises["ended_on"].is_null()).all()
    early = pairs.join(promises.select("promised_on", replaces_id="id"), on="replaces_id", suffix="_before")
    assert (early["made_on"] < early["promised_on_before"]).any(), "some are put off before their day"
    withdrawn = promises.filter(pl.col("ending") == "withdrawn")
    assert withdrawn["ended_on"].is_between(withdrawn["made_on"], withdrawn["promised_on"], closed="right").all()


def test_about_two_thirds_of_the_promises_are_kept(collected: Collected) -> None:
    """By the receipts: kept, kept in part, or not; those who pay late say more and hold less."""
    anchor = collected.group.ground.world.timeline.anchor
    who = collected.group.ground.masters.customers.select("character", party_id="id")
    rows = (
        collected.promises.filter(pl.col("promised_on") <= anchor)
        .join(collected.received(), on="id", how="left")
        .join(who, on="party_id")
        .with_columns(pl.col("received").fill_null(0))
    )
    kept, partly = rows["received"] >= rows["amount"], rows["received"] > 0
    assert 0.5 < kept.mean() < 0.78  # type: ignore[operator]
    assert 0.03 < (partly & ~kept).mean() < 0.25  # type: ignore[operator]
    assert not (kept & (rows["ending"] == "replaced").fill_null(False)).any()
    shares = rows.group_by(is_late=pl.col("character").is_in(["very_late", "declining"])).agg(
        pl.len(), kept=(pl.col("received") >= pl.col("amount")).mean()
    )
    late, others = (shares.row(by_predicate=pl.col("is_late") == value, named=True) for value in (True, False))
    assert late["kept"] < others["kept"] and late["len"] > 50
    repeated = collected.promises.group_by(INSTALMENT).len()["len"]
    assert 0.1 < (repeated > 1).mean() < 0.6  # type: ignore[operator]


def test_a_day_shows_what_is_known_then(collected: Collected) -> None:
    """What is resolved, replaced or withdrawn later stands open; some disputes are entered late."""
    anchor: date = collected.group.ground.world.timeline.anchor
    for name, day, ended in (("dispute", "opened_on", "resolved_on"), ("payment_promise", "made_on", "ended_on")):
        held = on_day(collected.versions[name], pl.lit(anchor))
        assert held[day].max() <= anchor and (held[ended].drop_nulls() <= anchor).all()  # type: ignore[operator]
        assert ((held["status"] == "open") == held[ended].is_null()).all()
        assert held.filter(pl.col("status") == "open").height
    first = collected.versions["dispute"].sort("id", FROM).unique("id", keep="first")
    assert (first[FROM] >= first["opened_on"]).all()
