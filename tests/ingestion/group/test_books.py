"""The group's books: on any day they balance, and every control account equals what its documents say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from ingestion.demo.group.books_chart import CLASSES
from ingestion.demo.group.erp import schema_money, schema_trade
from ingestion.demo.group.erp.books_tables import make_books_tables
from ingestion.demo.group.erp.money_tables import make_money_tables
from ingestion.demo.group.erp.trade_tables import make_trade_tables
from ingestion.demo.group.versions import FROM, UNTIL, on_day
from tests.ingestion.group.money_ground import Whole, whole
from tests.ingestion.group.systems import CASES, assert_days, assert_fills, assert_moves, days_of

TABLES = (
    *schema_trade.MASTER_TABLES,
    *schema_money.LEDGER_TABLES,
    *schema_trade.TRADE_TABLES,
    *schema_money.MONEY_TABLES,
)
SIDES = (
    ("sales_invoice", "receipt", "settlement", "receivable", "customer", 1),
    ("purchase_invoice", "payment", "supplier_settlement", "payable", "supplier", -1),
)


@dataclass(frozen=True)
class Erp:
    """A group and the versions of its ERP's tables."""

    group: Whole
    versions: Mapping[str, pl.DataFrame]

    def on(self, day: date) -> dict[str, pl.DataFrame]:
        """What the ERP holds on a day."""
        return {name: on_day(frame, pl.lit(day)) for name, frame in self.versions.items()}


@cache
def make_erp(anchor: str, seed: int, scale: float) -> Erp:
    group = whole(anchor, seed, scale)
    world, masters, deals, projects = (
        getattr(group.ground, name) for name in ("world", "masters", "deals", "projects")
    )
    versions = (
        make_trade_tables(world, masters, deals, projects, group.trade)
        | make_money_tables(world, masters, deals, group.trade, group.money)
        | make_books_tables(world, projects, group.books, group.budgets)
    )
    # lean keys of the journal as wide as those that they refer to
    integers = pl.selectors.integer().cast(pl.Int64)
    texts = pl.selectors.enum().cast(pl.String)
    return Erp(group, {name: frame.with_columns(integers, texts) for name, frame in versions.items()})


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0]}-{case[2]}")
def erp(request: pytest.FixtureRequest) -> Erp:
    return make_erp(*request.param)


def test_every_entry_balances(erp: Erp) -> None:
    lines = erp.group.lines
    entries = lines.group_by("entry_id").agg(
        pl.col("amount", "amount_company").sum(), pl.col("currency").n_unique(), pl.len()
    )
    assert (entries["amount_company"] == 0).all()
    assert (entries.filter(pl.col("currency") == 1)["amount"] == 0).all()
    assert (entries["len"] >= 2).all()
    assert entries.height == erp.group.books.entries.height
    assert (lines["company_id"] == lines["account_company"]).all()
    assert lines["account_class"].is_in(CLASSES).all()
    assert (lines["posting_date"] >= erp.group.ground.world.timeline.start).all()
    assert erp.group.books.entries["number"].is_unique().all()
    home = lines.filter(pl.col("account_class").is_in(["receivable", "payable", "bank"]))
    # a settlement's difference and a month's valuation move the company's currency alone
    assert (home["currency"].cast(pl.String) == home["account_currency"]).all()


def test_sides_agree_with_their_control_accounts_on_every_day(erp: Erp) -> None:
    """As the ERP's tables show it on a day, for what is posted by then: by account, in both currencies."""
    for day in days_of(erp.group.ground.world):
        held = erp.on(day)
        lines = posted_lines(held, day)
        for invoice, cash, settlement, control, party, sign in SIDES:
            items = (
                open_items(held, day, invoice, cash, settlement)
                .group_by("account_id")
                .agg(pl.col("amount", "amount_company").sum() * sign)
            )
            classes = [control, "advance_received" if sign > 0 else "advance_paid"]
            ledger = (
                lines.filter(pl.col("account_class").is_in(classes))
                .group_by("account_id")
                .agg(
                    pl.col("amount", "amount_company").sum(),
                    pl.col(f"{party}_id").is_null().sum().alias("without"),
                )
            )
            assert (ledger["without"] == 0).all()
            both = ledger.join(items, on="account_id", how="full", suffix="_items").fill_null(0)
            wrong = both.filter(
                (pl.col("amount") != pl.col("amount_items"))
                | (pl.col("amount_company") != pl.col("amount_company_items"))
            )
            assert wrong.is_empty(), (day, control, wrong)


def test_trial_balance_banks_bills_stock_on_every_day(erp: Erp) -> None:
    group = erp.group
    for day in days_of(group.ground.world):
        held = erp.on(day)
        lines = posted_lines(held, day)
        trial = lines.group_by("company_id").agg(pl.col("amount_company").sum())
        assert (trial["amount_company"] == 0).all()
        banks = held["bank_account"].select("opening_amount", bank_account_id="id")
        last = held["bank_line"].sort("sequence").group_by("bank_account_id").agg(pl.col("balance_amount").last())
        ledger = lines.filter(pl.col("account_class") == "bank").group_by("bank_account_id").agg(pl.col("amount").sum())
        both = banks.join(last, on="bank_account_id", how="left").join(ledger, on="bank_account_id", how="left")
        balance = pl.coalesce("balance_amount", "opening_amount")
        assert both.filter(balance != pl.col("amount")).is_empty(), day
        notes = (
            held["note"].filter(pl.col("status").is_in(["held", "issued"])).group_by("side").agg(pl.col("amount").sum())
        )
        of_side = dict(notes.iter_rows())
        assert total(lines, "notes_receivable") == of_side.get("receivable", 0), day
        assert total(lines, "notes_payable") == -of_side.get("payable", 0), day
        loans = held["loan"].filter(pl.col("status") == "outstanding")["amount"].sum()
        assert total(lines, "loan") == -loans
        moves = group.trade.stock_moves.filter(pl.col("moved_on") <= day)["cost_amount"].sum()
        assert total(lines, "stock") == moves, day


def test_what_is_received_and_not_invoiced_is_accrued(erp: Erp) -> None:
    """By delivery, in the end: an accrual is left only where no invoice stands."""
    group = erp.group
    for day in days_of(group.ground.world):
        lines = group.lines.filter((pl.col("role") == "accrual") & (pl.col("posting_date") <= day))
        received = group.trade.deliveries.filter((pl.col("side") == "purchase") & (pl.col("delivered_on") <= day))
        standing = group.trade.invoices.filter(
            (pl.col("side") == "purchase")
            & (pl.col("kind") == "invoice")
            & (pl.max_horizontal("posted_on", "seen_on") <= group.ground.world.timeline.end)
            & pl.col("posted_on").is_not_null()
            & (pl.col("posting_date") <= day)
            & (pl.col("cancelled_on").is_null() | (pl.col("cancelled_on") > day))
        )
        billed = group.trade.deliveries.join(standing.select(id="delivery_id"), on="id", how="semi")
        accrued = received["net_amount_company"].sum() - billed["net_amount_company"].sum()
        assert lines["amount_company"].sum() == -accrued, day


def test_the_pool_is_the_same_on_both_sides(erp: Erp) -> None:
    lines = erp.group.lines.filter(pl.col("posting_date") <= erp.group.ground.world.timeline.anchor)
    pool = lines.filter(pl.col("role").is_in(["pool_asset", "pool_liability"]))
    assert pool["amount_company"].sum() == 0
    assert pool["counterparty_company_id"].null_count() == 0


def test_tables_fit_and_refer_to_what_is_there(erp: Erp, tmp_path: Path) -> None:
    for table in TABLES:
        frame = erp.versions[table.name]
        assert frame.columns == [*table.columns, FROM, UNTIL], table.name
        assert frame.height, table.name
        assert frame.filter(pl.col(UNTIL) <= pl.col(FROM)).is_empty()
        for name, column in table.columns.items():
            assert column.is_nullable or frame[name].null_count() == 0, (table.name, name)
            assert not column.allowed or frame[name].drop_nulls().is_in(column.allowed).all(), (table.name, name)
    days = days_of(erp.group.ground.world)
    assert_days(TABLES, erp.versions, days[1::3])
    assert_fills(TABLES, {table.name: erp.versions[table.name] for table in TABLES}, days[3], tmp_path)


def test_time_moves_in_steps_as_at_once(erp: Erp) -> None:
    moving = {
        name: erp.versions[name]
        for name in ("receipt", "payment", "settlement", "note", "journal_entry", "budget_adjustment")
    }
    assert_moves(moving, erp.group.ground.world.timeline.anchor, (1, 30, 60))


def test_late_deleted_and_back_dated_rows_are_there() -> None:
    erp = make_erp(*CASES[0])
    settlements, entries = erp.versions["settlement"], erp.versions["journal_entry"]
    assert settlements.filter(pl.col(FROM) > pl.col("updated_at").dt.date()).height
    assert entries.filter(pl.col("posting_date") < pl.col("created_at").dt.date()).height > 50
    gone = erp.versions["payment"].group_by("id").agg(pl.col(UNTIL).is_null().any())
    assert (~gone[UNTIL]).any()


def test_budgets_are_plausible(erp: Erp) -> None:
    """In all, departments spend about what they may; some spend more."""
    world, budgets = erp.group.ground.world, erp.group.budgets
    year = world.timeline.start.year + 1
    versions = budgets.versions.filter((pl.col("year") == year) & (pl.col("kind") == "original"))
    assert versions.height == 6
    assert (versions["approved_on"] < date(year, 1, 1)).all()
    planned = (
        budgets.lines.filter(pl.col("version_id").is_in(versions["id"].implode()) & pl.col("project_id").is_null())
        .group_by("department_id", "account_id")
        .agg(pl.col("amount").sum())
    )
    spent = (
        erp.group.lines.filter((pl.col("posting_date").dt.year() == year) & (pl.col("amount_company") > 0))
        .group_by(pl.col("department_id", "account_id").cast(pl.Int64))
        .agg(spent=pl.col("amount_company").sum())
    )
    both = planned.join(spent, on=["department_id", "account_id"])
    used = both["spent"] / both["amount"]
    assert 0.85 < both["spent"].sum() / both["amount"].sum() < 1.12
    assert 0.02 < (used > 1.1).mean() < 0.3
    assert budgets.lines.filter(pl.col("project_id").is_not_null()).height
    approved = budgets.adjustments.drop_nulls("approved_on")
    assert (approved["approved_on"] >= approved["applied_on"]).all()
    assert 0.7 < approved.height / budgets.adjustments.height < 1


def posted_lines(held: Mapping[str, pl.DataFrame], day: date) -> pl.DataFrame:
    """Journal lines that the ERP shows on a day and that count by then, with their accounts."""
    entries = held["journal_entry"].filter(pl.col("posting_date") <= day)
    accounts = held["account"].select("company_id", "account_class", account_id="id")
    return (
        held["journal_line"]
        .join(entries.select(entry_id="id"), on="entry_id", how="semi")
        .join(accounts, on="account_id")
    )


def open_items(held: Mapping[str, pl.DataFrame], day: date, invoice: str, cash: str, settlement: str) -> pl.DataFrame:
    """account_id, amount, amount_company of documents and of what settles them; a claim of ours is positive."""
    counts = (pl.col("status") != "draft") & (pl.col("posting_date") <= day)
    stands = counts & (pl.col("cancelled_on").is_null() | (pl.col("cancelled_on") > day))
    sign = pl.when(pl.col("document_kind") == "invoice").then(1).otherwise(-1)
    invoices, money = held[invoice], held[cash]
    settled = held[settlement].filter(
        (pl.col("settled_on") <= day) & (pl.col("reversed_on").is_null() | (pl.col("reversed_on") > day))
    )
    control = settled.join(invoices.select("account_id", invoice_id="id"), on="invoice_id")
    by_cash = settled.join(money.select("account_id", pl.col("id").alias(f"{cash}_id")), on=f"{cash}_id")
    by_note = settled.join(invoices.select("account_id", credit_note_id="id"), on="credit_note_id")
    return pl.concat(
        [
            invoices.filter(stands).select(
                "account_id",
                amount=sign * pl.col("gross_amount"),
                amount_company=sign * pl.col("gross_amount_company"),
            ),
            money.filter(stands).select("account_id", -pl.col("amount"), -pl.col("amount_company")),
            control.select("account_id", -pl.col("amount"), amount_company=-pl.col("amount_company_invoice")),
            *(one.select("account_id", "amount", amount_company="amount_company_credit") for one in (by_cash, by_note)),
        ]
    )


def total(lines: pl.DataFrame, account_class: str) -> int:
    found: int = lines.filter(pl.col("account_class") == account_class)["amount_company"].sum()
    return found
