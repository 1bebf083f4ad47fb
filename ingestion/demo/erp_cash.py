"""How customers pay in the demonstration ERP: single payments, and the receipts in which they arrive."""

import numpy as np
import polars as pl

from ingestion.demo.erp_parties import (
    BANK,
    DEFAULTING,
    DISPUTING,
    LATE,
    PUNCTUAL,
    RECEIVABLE,
    VERY_LATE,
    account_id,
)
from ingestion.demo.erp_world import Ints, Mask, World, converted, weekday

BOUNCE_DAYS = 14
"""A payment that bounced was first received this long before it came again."""
_PREFIX = np.array(["YZE", "YZO"])
_RECEIPT = ["company", "customer_id", "currency", "day", "advance"]


def make_payments(world: World, customers: pl.DataFrame, invoices: pl.DataFrame, plan: pl.DataFrame) -> pl.DataFrame:
    """What reaches the bank up to the last day, one row per part of an obligation that is paid at once.

    Args:
        world: the calendar and random numbers.
        customers: with their behaviour.
        invoices: as `make_invoices` gives them.
        plan: the obligations, with `credited`: what credit notes take off.

    Returns:
        payment, obligation, invoice_id, customer_id, company, currency, posting_date, instalment_sequence
        (when named), day, advance (its own number, else -1), settled_on, amount, cancelled_on.
    """
    due = (
        plan.join(invoices.drop("due_date", "instalments"), left_on="invoice_id", right_on="id")
        .join(customers.select("character", "run_weekday", "stop_day", customer_id="id"), "customer_id")
        .sort("obligation")
    )
    count, random = len(due), world.random
    column = {name: due[name].to_numpy() for name in ("posting_date", "character", "sequence", "instalments")}
    posted = (due["status"] == "posted").to_numpy()
    posting, payable = column["posting_date"], (due["amount"] - due["credited"]).to_numpy()
    bounced_off = due["is_paid_before_cancelled"].to_numpy() & (column["sequence"] == 1)

    day = np.maximum(due["due_date"].to_numpy() + _delays(world, column["character"]), posting + 1)
    swapped = _swap_first_two(world, day, posted & (column["sequence"] == 1) & (column["instalments"] > 1))
    named = swapped | (random.random(len(invoices)) < 0.6)[due["invoice_id"].to_numpy() - 1]
    day = np.where(bounced_off, posting + 2, day)
    first_pct = np.where((random.random(count) < 0.12) | bounced_off, random.integers(40, 71, count), 100)
    disputed = (column["character"] == DISPUTING) & (random.random(count) < 0.45)
    first_pct = np.where(disputed, random.integers(50, 96, count), first_pct)
    pause = np.where(disputed, world.days(150, 500, count), world.days(15, 45, count))
    early = world.pick(posted & ~swapped & (column["sequence"] == 1) & (payable > 0), 0.015, 20)
    first_pct = np.where(early | swapped, 100, first_pct)
    first = payable * first_pct // 100

    run = due["run_weekday"].to_numpy()
    day, later = (one + (run - weekday(one)) % 7 for one in (day, day + pause))
    day = np.where(early, posting - world.days(5, 40, count), day)
    lag = np.where((random.random(count) < 0.15) & posted, world.days(1, 15, count), 0)
    applied_later = early & (random.random(count) < 0.5)
    settled = np.where(applied_later, posting + world.days(2, 25, count), day + lag)
    base = due.select(
        "obligation",
        "invoice_id",
        "customer_id",
        "company",
        "currency",
        "posting_date",
        "cancelled_on",
        "stop_day",
        "status",
        "instalments",
        "sequence",
    ).with_columns(instalment_sequence=pl.when(pl.Series(named) & (pl.col("instalments") > 1)).then("sequence"))
    parts = [
        base.with_columns(
            day=pl.Series(when),
            settled_on=pl.Series(settle),
            amount=pl.Series(amount),
            advance=pl.Series(advance),
        )
        for when, settle, amount, advance in (
            (day, settled, first, np.where(early, np.arange(count), -1)),
            (later, later + lag, payable - first, np.full(count, -1)),
        )
    ]
    return (
        pl.concat(parts)
        .with_columns(settled_on=pl.col("settled_on").clip(upper_bound=world.as_of))
        .filter(
            pl.col("amount") > 0,
            pl.col("day") <= world.as_of,
            pl.col("day") < pl.col("stop_day"),
            pl.col("status") != "draft",
            pl.col("cancelled_on").is_null() | (pl.col("day") + 1 < pl.col("cancelled_on")),
        )
        .with_columns(payment=pl.int_range(pl.len()))
    )


def make_receipts(
    world: World, customers: pl.DataFrame, invoices: pl.DataFrame, payments: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Receipts: what a customer pays on one day is one receipt; some are more than what is settled with them.

    Returns:
        Receipts in the table's columns with company and bank_account_id; and the payments with receipt_id,
        those that bounced once more with their first receipt and reversed_on.
    """
    grouped = payments.group_by(_RECEIPT).agg(
        amount=pl.col("amount").sum(),
        firmest=(pl.col("posting_date").max() <= pl.col("day").first() - BOUNCE_DAYS)
        & (pl.col("status") == "posted").all(),
    )
    receipts = grouped.sort("day", "company", "customer_id", "currency", "advance").with_row_index(
        "receipt_id", offset=1
    )
    receipts = receipts.with_columns(pl.col("receipt_id").cast(pl.Int64))
    payments = payments.join(receipts.select("receipt_id", *_RECEIPT), _RECEIPT)
    count = len(receipts)
    over = world.pick(np.ones(count, dtype=np.bool_), 0.02, 12)
    extra = np.where(over, receipts["amount"].to_numpy() * world.days(2, 12, count) // 100 + 100, 0)
    receipts = receipts.with_columns(amount=pl.col("amount") + pl.Series(extra))
    bounced = receipts.filter(
        pl.Series(world.pick((receipts["firmest"] & (receipts["advance"] < 0)).to_numpy(), 0.005, 10))
    )
    again = bounced.with_columns(
        bounced=pl.col("receipt_id"),
        receipt_id=pl.lit(count + 1) + pl.int_range(pl.len()),
        day=pl.col("day") - BOUNCE_DAYS,
    )
    alone = _unapplied(world, customers, first_id=count + len(bounced) + 1)
    every = pl.concat([receipts, again, alone], how="diagonal")
    repeated = payments.join(again.select("receipt_id", bounced="bounced"), left_on="receipt_id", right_on="bounced")
    repeated = repeated.with_columns(
        receipt_id="receipt_id_right",
        day=pl.col("day") - BOUNCE_DAYS,
        settled_on=pl.col("day") - BOUNCE_DAYS,
        reversed_on=pl.col("day") - BOUNCE_DAYS // 2,
    ).drop("receipt_id_right")
    return _completed(world, every), pl.concat([payments, repeated], how="diagonal")


def _delays(world: World, character: Ints) -> Ints:
    """Days from the due date to the payment."""
    lows = np.zeros(5, dtype=np.int64)
    highs = np.zeros(5, dtype=np.int64)
    for kind, low, high in (
        (PUNCTUAL, -3, 6),
        (LATE, 8, 38),
        (VERY_LATE, 30, 95),
        (DISPUTING, -2, 15),
        (DEFAULTING, 10, 60),
    ):
        lows[kind], highs[kind] = low, high
    return world.random.integers(lows[character], highs[character], endpoint=True)


def _swap_first_two(world: World, day: Ints, firsts: Mask) -> Mask:
    """Let some invoices have their second instalment paid before the first; changes `day`.

    Returns:
        Which obligations are the first or second of such an invoice.
    """
    one = np.flatnonzero(world.pick(firsts, 0.008, 16))
    early, late = np.minimum(day[one], day[one + 1]), np.maximum(day[one], day[one + 1])
    day[one], day[one + 1] = np.maximum(late, early + 14), early
    swapped = np.zeros(len(day), dtype=np.bool_)
    swapped[one], swapped[one + 1] = True, True
    return swapped


def _unapplied(world: World, customers: pl.DataFrame, first_id: int) -> pl.DataFrame:
    """Receipts that settle nothing: advances, drafts, and two kinds of error that were cancelled or not."""
    count = 40
    chosen = world.random.choice(len(customers) - 2, count)
    company = customers["company"].to_numpy()[chosen]
    status = np.repeat(["posted", "draft", "cancelled"], [22, 8, 10])
    age = np.where(status == "draft", world.days(0, 20, count), world.days(0, 150, count))
    return pl.DataFrame(
        {
            "receipt_id": first_id + np.arange(count),
            "company": company,
            "customer_id": chosen + 1,
            "currency": company,
            "day": world.as_of - np.where(status == "cancelled", age + 15, age),
            "amount": world.random.integers(20, 400, count) * 10_000,
            "status": status,
        }
    )


def _completed(world: World, receipts: pl.DataFrame) -> pl.DataFrame:
    """The table's columns."""
    count = len(receipts)
    company, currency, day = (receipts[name].to_numpy() for name in ("company", "currency", "day"))
    ids, amount = receipts["receipt_id"].to_numpy(), receipts["amount"].to_numpy()
    bounced = receipts["bounced"].is_not_null().to_numpy()
    status = np.where(bounced, "cancelled", receipts["status"].fill_null("posted").to_numpy())
    cancelled = status == "cancelled"
    cancelled_on = day + np.where(bounced, BOUNCE_DAYS // 2, 9)
    rate = world.rates.at(currency, company, day)
    late = world.pick((status == "posted") & (day <= world.as_of - 45), 0.01, 12)
    created = world.stamps(day + np.where(late, world.days(5, 30, count), 0))
    return pl.DataFrame(
        {
            "id": ids,
            "company_id": company + 1,
            "number": [f"{_PREFIX[one]}-RCT-{number:06d}" for one, number in zip(company, ids, strict=True)],
            "customer_id": receipts["customer_id"],
            "account_id": account_id(RECEIVABLE, company, currency),
            "bank_account_id": account_id(BANK, company, currency),
            "status": status,
            "posting_date": day,
            "currency": currency,
            "exchange_rate": rate,
            "amount": amount,
            "amount_company": converted(amount, rate),
            "bank_reference": [f"TRX{number * 7919 % 10**8:08d}" for number in ids.tolist()],
            "cancelled_on": cancelled_on,
            "created_at": created,
            "updated_at": np.where(cancelled, world.stamps(cancelled_on + 1), created),
            "company": company,
        }
    ).with_columns(cancelled_on=pl.when(pl.Series(cancelled)).then("cancelled_on"))
