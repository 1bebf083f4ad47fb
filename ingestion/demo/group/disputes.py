"""Disputes: why some customers pay late, and what comes before the credit notes that settle an open invoice."""

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.money import Money
from ingestion.demo.group.money_plan import NEVER, available
from ingestion.demo.group.staffing import pick_employed
from ingestion.demo.group.timeline import Days
from ingestion.demo.group.trade import Trade
from ingestion.demo.group.trade_tools import working
from ingestion.demo.group.world import MINOR_UNIT, Ints, World, dates

REASONS = ("price", "quantity", "quality", "delivery", "missing_document")
OUTCOMES = ("credited", "upheld", "withdrawn")


def make_disputes(world: World, masters: Masters, trade: Trade, money: Money) -> pl.DataFrame:
    """Of every invoice whose payment a dispute delays, and of every one that is credited while it is open.

    Returns:
        id, company_id, invoice_id, party_id, currency, amount (minor units of it, at most what was open on opened_on),
        reason (of REASONS), opened_on, resolved_on (Date; null: never), outcome (of OUTCOMES; null: none),
        credit_note_id (null: no credit note came of it), employee_id (who collects); by opened_on.
    """
    random, given = world.random("disputes"), world.parameters["disputes"]
    causes = _causes(trade, money)
    count, is_cause = causes.height, causes["is_cause"].to_numpy()
    company = causes["company_id"].to_numpy()
    entered, pay, noted = (causes[name].to_numpy() for name in ("entered", "pay", "noted"))
    until = np.minimum(pay, noted)
    latest = np.maximum(np.minimum(causes["due"].to_numpy() + given["opened_after_due"], until - 1), entered)
    opened = entered + np.floor(random.random(count) * (latest - entered + 1))
    opened = np.minimum(working(world, opened, company), until)
    least, most = given["resolved_before"]
    before_payment = working(
        world, np.where(pay < NEVER, pay - random.integers(least, most + 1, count), opened), company
    )
    # one that is credited ends with its note, unless the rest is disputed on
    resolved = np.where(is_cause, np.minimum(before_payment, pay), noted)
    resolved = np.maximum(resolved, np.where(noted < NEVER, np.maximum(opened, noted), opened))
    never = is_cause & (pay == NEVER)
    credited = causes["credit_note_id"].is_not_null() & ~pl.Series(never)
    residual = causes["gross_amount"] - settled_until(money.settlements, ["invoice_id"], causes, opened)
    amount = _amounts(world, random, causes["credit_amount"].fill_null(0).to_numpy(), residual.to_numpy())
    outcome = np.where(random.random(count) < given["upheld"], "upheld", "withdrawn")
    return (
        causes.select("company_id", "invoice_id", "party_id", "currency")
        .with_columns(
            pl.Series("amount", amount),
            pl.Series("reason", _reasons(given["reasons"], random, credited.to_numpy())),
            opened_on=dates(opened),
            resolved_on=pl.when(~pl.Series(never)).then(dates(np.where(never, 0, resolved))),
            outcome=pl.when(credited).then(pl.lit("credited")).when(~pl.Series(never)).then(pl.Series(outcome)),
            credit_note_id=pl.when(credited).then(causes["credit_note_id"]),
            employee_id=pl.Series(pick_employed(random, masters, company, "finance", opened)),
        )
        .filter((pl.col("amount") > 0) & (pl.col("opened_on").to_physical() <= world.timeline.last))
        .sort("opened_on", "invoice_id")
        .with_columns(id=pl.int_range(1, pl.len() + 1))
    )


def open_invoices(trade: Trade) -> pl.DataFrame:
    """Invoices of sale to third parties that customers have to pay.

    Returns:
        invoice_id, company_id, party_id, currency, gross_amount, entered (number of the first day on which it stands in
        the books).
    """
    return trade.invoices.filter(
        (pl.col("side") == "sales")
        & (pl.col("kind") == "invoice")
        & pl.col("posted_on").is_not_null()
        & pl.col("cancelled_on").is_null()
        & pl.col("sister_id").is_null()
    ).select("company_id", "party_id", "currency", "gross_amount", invoice_id="id", entered=available())


def settled_until(settlements: pl.DataFrame, key: list[str], rows: pl.DataFrame, day: Days | Ints) -> pl.Series:
    """What of each row's document is settled at the end of its day (number), in minor units.

    Args:
        settlements: of Money, with the columns of the key.
        key: columns that settlements and rows share.
        rows: the documents.
        day: of each row.
    """
    moved = pl.concat(
        [
            settlements.select(*key, day="settled_on", amount="amount"),
            settlements.filter(pl.col("reversed_on").is_not_null()).select(
                *key, day="reversed_on", amount=-pl.col("amount")
            ),
        ]
    )
    levels = (
        moved.group_by(*key, "day")
        .agg(pl.col("amount").sum())
        .sort(*key, "day")
        .select(*key, pl.col("day").to_physical().cast(pl.Int64), level=pl.col("amount").cum_sum().over(key))
        .sort("day")
    )
    return (
        rows.select(key)
        .with_columns(day=pl.Series(np.asarray(day, dtype=np.int64)))
        .with_row_index("_row")
        .sort("day")
        .join_asof(levels, on="day", by=key, strategy="backward", check_sortedness=False)
        .sort("_row")["level"]
        .fill_null(0)
    )


def _causes(trade: Trade, money: Money) -> pl.DataFrame:
    """Invoices that are disputed, by key.

    Returns:
        the columns of `open_invoices`, due, pay, noted (day numbers; NEVER: does not come), is_cause (the dispute
        delays the payment), credit_note_id, credit_amount (null: no credit note settles it while it is open).
    """
    notes = trade.invoices.filter(
        # a contract that became smaller is credited without a quarrel: it has no order
        (pl.col("side") == "sales") & (pl.col("kind") == "credit_note") & pl.col("order_id").is_not_null()
    ).select(credit_note_id="id", invoice_id="original_invoice_id", credit_amount="gross_amount", noted=available())
    settling = money.settlements.select("invoice_id", "credit_note_id").drop_nulls().unique()
    notes = notes.join(settling, on=["invoice_id", "credit_note_id"], how="semi").unique("invoice_id", keep="first")
    due = trade.instalments.group_by("invoice_id").agg(due=pl.col("due_date").min().to_physical())
    return (
        open_invoices(trade)
        .join(due, on="invoice_id")
        .join(money.disputed.select("invoice_id", "paid_on", is_cause=pl.lit(True)), on="invoice_id", how="left")
        .join(notes, on="invoice_id", how="left")
        .filter(pl.col("is_cause") | pl.col("credit_note_id").is_not_null())
        .with_columns(
            pl.col("is_cause").fill_null(False),
            pl.col("noted").fill_null(NEVER),
            pay=pl.col("paid_on").to_physical().fill_null(NEVER),
        )
        .sort("invoice_id")
    )


def _amounts(world: World, random: np.random.Generator, credit: Ints, residual: Ints) -> Ints:
    """What is disputed, mostly in whole units: all of what is open, a part of it, or more than is credited."""
    given, count = world.parameters["disputes"], len(credit)
    (least, most), (lowest, highest) = given["part"], given["claimed"]
    share = np.where(random.random(count) < given["whole"], 1.0, random.uniform(least, most, count))
    claimed = np.where(credit > 0, credit * random.uniform(lowest, highest, count), residual * share)
    found: Ints = np.minimum(np.ceil(claimed / MINOR_UNIT).astype(np.int64) * MINOR_UNIT, residual)
    return found


def _reasons(given: dict[str, dict[str, float]], random: np.random.Generator, credited: np.ndarray) -> np.ndarray:
    drawn = {
        name: random.choice(list(shares), len(credited), p=list(shares.values())) for name, shares in given.items()
    }
    return np.where(credited, drawn["credited"], drawn["other"])
