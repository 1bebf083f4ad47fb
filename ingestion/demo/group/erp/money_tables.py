"""Versions of the ERP's tables of money: cash, settlements, bills, loans, guarantees, statements of banks."""

import numpy as np
import polars as pl

from ingestion.demo.group.books_chart import account
from ingestion.demo.group.deals import Deals
from ingestion.demo.group.erp.schema_money import TABLES
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.money import Money
from ingestion.demo.group.money_plan import PURCHASES, SALES, Side
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.typed import typed
from ingestion.demo.group.versions import GONE, SEEN, Change, history, of_table, stamp
from ingestion.demo.group.world import CURRENCIES, World, dates

_BEFORE = 60
"""How many days before the history what was there then was entered."""
_LATE_RATE = 211
"""One day in so many has its rates entered two days late."""


def make_money_tables(
    world: World, masters: Masters, deals: Deals, trade: Trade, money: Money
) -> dict[str, pl.DataFrame]:
    """Versions of the tables of schema_money, but for budgets, accounts and the journal."""
    home = masters.companies.select(company_id="id", currency="currency")
    receipts = _cash(world, deals, money.receipts, SALES)
    payments = _cash(world, deals, money.payments, PURCHASES)
    tables = {
        "bank_account": history(masters.bank_accounts.with_columns(created_at=stamp(_installed(world), 21))),
        "exchange_rate": _rates(world),
        "note": _notes(money, home),
        "receipt": receipts,
        "payment": payments,
        "settlement": _settlements(money.settlements, "receipt_id"),
        "supplier_settlement": _settlements(money.supplier_settlements, "payment_id"),
        "customer_advance": _advances(world, deals, trade, money.receipts, SALES),
        "supplier_advance": _advances(world, deals, trade, money.payments, PURCHASES),
        "note_event": _plain(_of_cash(money.note_events), "happened_on", 24),
        "facility": history(
            money.facilities.join(home, on="company_id", maintain_order="left").with_columns(
                created_at=stamp(pl.max_horizontal(pl.col("valid_from") - pl.duration(days=9), _installed(world)), 25)
            )
        ),
        "loan": _loans(money, home),
        "loan_event": _plain(money.loan_events, "happened_on", 27),
        "guarantee": _guarantees(world, deals, money, home),
        "guarantee_event": _plain(money.guarantee_events, "happened_on", 29),
        "fund_transfer": _plain(money.transfers.with_columns(transferred_on="happened_on"), "transferred_on", 30),
        "bank_line": _plain(money.bank_lines, "value_date", 31),
    }
    return fitted(tables)


def fitted(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The versions with the columns of their tables, by key and time."""
    return {table.name: of_table(table, tables[table.name]) for table in TABLES if table.name in tables}


def _installed(world: World) -> pl.Expr:
    return pl.lit(dates(np.array([world.timeline.first - _BEFORE]))[0])


def _plain(rows: pl.DataFrame, day: str, salt: int) -> pl.DataFrame:
    """Rows that are entered on a day and never change."""
    return history(rows.with_columns(created_at=stamp(pl.col(day), salt)))


def _cash(world: World, deals: Deals, documents: pl.DataFrame, side: Side) -> pl.DataFrame:
    party = "customer" if side is SALES else "supplier"
    numbers = deals.contracts.select(contract_id="id", _number="number")
    rows = documents.join(numbers, on="contract_id", how="left", maintain_order="left")
    rows = rows.with_columns(
        account_id=pl.when("is_advance").then(account(side.advance)).otherwise(account(side.control)),
        exchange_rate="rate",
        bank_reference="reference",
        contract_number=typed(world, f"cash_{side.name}", rows["_number"]),
        status=pl.lit("draft"),
        created_at=stamp(pl.col("entered_on"), 22),
        cancelled_on=pl.lit(None, pl.Date),
        is_returned=pl.lit(False),
        _posted_on="posted_on",
        _cancelled_on="cancelled_on",
        _cancelled="cancelled_on",
        _returned="is_returned",
    ).rename({"deleted_on": GONE, "party_id": f"{party}_id"})
    undone = {"status": pl.lit("cancelled"), "cancelled_on": pl.col("_cancelled"), "is_returned": pl.col("_returned")}
    return history(rows, Change("_posted_on", {"status": pl.lit("posted")}), Change("_cancelled_on", undone))


def _settlements(settlements: pl.DataFrame, cash: str) -> pl.DataFrame:
    rows = settlements.rename({"cash_id": cash, "seen_on": SEEN}).with_columns(
        created_at=stamp(pl.col("settled_on"), 23),
        reversed_on=pl.lit(None, pl.Date),
        _reversed_on="reversed_on",
        _reversed="reversed_on",
    )
    return history(rows, Change("_reversed_on", {"reversed_on": pl.col("_reversed")}))


def _advances(world: World, deals: Deals, trade: Trade, cash: pl.DataFrame, side: Side) -> pl.DataFrame:
    """Requests for advances, and by which receipt or payment each was paid."""
    party, document = ("customer_id", "receipt_id") if side is SALES else ("supplier_id", "payment_id")
    # A deleted draft of the same payment paid nothing; of one that was cancelled and entered anew the new one counts.
    paid = (
        cash.filter(pl.col("is_advance") & pl.col("deleted_on").is_null())
        .sort("id")
        .unique("advance_id", keep="last", maintain_order=True)
        .select(id="advance_id", _cash="id", _paid_on="posting_date")
    )
    rows = (
        trade.advances.filter(pl.col("side") == side.name)
        .join(paid, on="id", how="left", maintain_order="left")
        .join(deals.contracts.select(contract_id="id", _number="number"), on="contract_id", maintain_order="left")
    )
    rows = rows.with_columns(
        contract_number=typed(world, f"advance_{side.name}", rows["_number"]),
        amount="gross_amount",
        status=pl.lit("requested"),
        created_at=stamp(pl.col("requested_on"), 32),
    ).with_columns(pl.lit(None, pl.Int64).alias(document))
    changed = Change("_paid_on", {"status": pl.lit("paid"), document: pl.col("_cash")})
    return history(rows.rename({"party_id": party}), changed)


def _notes(money: Money, home: pl.DataFrame) -> pl.DataFrame:
    """With the status that the note's last event so far gives it."""
    first = pl.col("kind").is_in(["received", "issued"])
    events = money.note_events.filter(~first).select(id="note_id", _kind="kind", _on="happened_on")
    begun = money.note_events.filter(first).select(id="note_id", _begun="happened_on")
    receivable = pl.col("side") == "receivable"
    rows = (
        money.notes.join(home, on="company_id", maintain_order="left")
        .join(begun, on="id", maintain_order="left")
        .join(events, on="id", how="left", maintain_order="left")
        .with_columns(
            customer_id=pl.when(receivable).then("party_id"),
            supplier_id=pl.when(~receivable).then("party_id"),
            status=pl.when(receivable).then(pl.lit("held")).otherwise(pl.lit("issued")),
            created_at=stamp(pl.col("_begun"), 33),
        )
    )
    return history(rows, Change("_on", {"status": pl.col("_kind")}))


def _of_cash(events: pl.DataFrame) -> pl.DataFrame:
    received = pl.col("kind") == "received"
    return events.with_columns(
        receipt_id=pl.when(received).then("cash_id"), payment_id=pl.when(~received).then("cash_id")
    )


def _loans(money: Money, home: pl.DataFrame) -> pl.DataFrame:
    repaid = money.loan_events.filter(pl.col("kind") == "repayment").select(id="loan_id", _repaid_on="happened_on")
    rows = (
        money.loans.join(home, on="company_id", maintain_order="left")
        .join(repaid, on="id", how="left", maintain_order="left")
        .with_columns(
            interest_rate="rate", status=pl.lit("outstanding"), created_at=stamp(pl.col("drawn_on"), 26)
        )
    )  # fmt: skip
    return history(rows, Change("_repaid_on", {"status": pl.lit("repaid")}))


def _guarantees(world: World, deals: Deals, money: Money, home: pl.DataFrame) -> pl.DataFrame:
    numbers = deals.contracts.select(contract_id="id", _number="number")
    extended = money.guarantee_events.filter(pl.col("kind") == "extended").select(
        id="guarantee_id", _extended_on="happened_on"
    )
    rows = (
        money.guarantees.join(numbers, on="contract_id", how="left", maintain_order="left")
        .join(home, on="company_id", maintain_order="left")
        .join(extended, on="id", how="left", maintain_order="left")
    )
    rows = rows.with_columns(
        customer_id="party_id",
        contract_number=typed(world, "guarantee", rows["_number"]),
        status=pl.lit("issued"),
        created_at=stamp(pl.col("issued_on"), 28),
        released_on=pl.lit(None, pl.Date),
        _released="released_on",
        _released_on="released_on",
    )
    return history(
        rows,
        Change("_extended_on", {"status": pl.lit("extended"), "expires_on": pl.col("extended_until")}),
        Change("_released_on", {"status": pl.lit("released"), "released_on": pl.col("_released")}),
    )


def _rates(world: World) -> pl.DataFrame:
    """Of every working day, between every two currencies; a few are entered two days late."""
    days = np.arange(world.timeline.first - _BEFORE, world.timeline.last + 1, dtype=np.int32)
    days = days[world.timeline.is_working(days)]
    pairs = [(one, other) for one in CURRENCIES for other in CURRENCIES if one != other]
    frame = pl.DataFrame({"rate_date": dates(days)}).join(
        pl.DataFrame(pairs, ["from_currency", "to_currency"], orient="row"), how="cross"
    )
    late = pl.col("rate_date").to_physical() * 7919 % _LATE_RATE == 0
    return history(
        frame.with_columns(
            world.rates.at(frame["from_currency"], frame["to_currency"], frame["rate_date"]),
            pl.int_range(1, pl.len() + 1).alias("id"),
        )
        .with_columns(created_at=stamp(pl.col("rate_date"), 34))
        .with_columns(pl.when(late).then(pl.col("rate_date") + pl.duration(days=2)).alias(SEEN))
    )
