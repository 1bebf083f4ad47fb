"""Invoices of customers and suppliers' bills of the demonstration ERP and what of them is due when."""

import numpy as np
import polars as pl

from ingestion.demo.erp_accounts import CODES, account_id
from ingestion.demo.erp_sides import Side
from ingestion.demo.erp_world import COMPANY_CURRENCY, Ints, Mask, World, converted, weekday

_UNITS_OF_A_DOLLAR = np.array([7.1, 1.0, 0.92])
_LARGEST = 300_000_000
"""Minor units, so that a product with a rate stays within 64 bits."""
_CUMULATIVE_PCT = np.array(
    [[0, 100, 100, 100, 100], [0, 30, 100, 100, 100], [0, 30, 90, 100, 100], [0, 25, 50, 90, 100]],
    dtype=np.int64,
)
"""By number of instalments less one: what is due up to and including each."""


def make_invoices(world: World, side: Side, parties: pl.DataFrame, count: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Invoices and their payment plan.

    Returns:
        The table's columns, with company, instalments (count) and is_paid_before_cancelled; and one row per
        thing to be paid: obligation, invoice_id, sequence, instalments, due_date, amount.
    """
    random = world.random
    posting = world.start + np.floor((world.as_of - world.start + 1) * random.random(count) ** 0.85).astype(np.int64)
    posting = np.sort(posting - np.maximum(weekday(posting) - 4, 0))
    party = _parties(world, side, parties, posting)
    company = parties["company"].to_numpy()[party]
    related = party >= len(parties) - 2
    foreign = ~related & (random.random(count) < 0.15)
    currency = (COMPANY_CURRENCY[company] + foreign * random.integers(1, 3, count)) % 3
    currency[related] = 1

    draft = world.pick(posting >= world.as_of - 60, 0.01, 8)
    cancelled = world.pick(~draft & (posting <= world.as_of - 60), 0.02, 20)
    paid_before = world.pick(cancelled, 0.006, 8)
    cancelled_on = posting + np.where(paid_before, world.days(15, 30, count), world.days(1, 20, count))
    undated = world.pick(~draft & ~cancelled, 0.005, 10)
    instalments = np.where(world.pick(~undated & ~related, side.in_instalments, 40), random.integers(2, 5, count), 1)
    document = posting - random.choice([0, 0, 0, 1, 2, 3], count)
    terms = np.maximum(parties["terms"].to_numpy()[party], np.where(instalments > 1, 30 * instalments, 0))

    net = _net_amounts(world, side, parties["weight"].to_numpy()[party], currency)
    tax_pct = np.select([related | (currency != COMPANY_CURRENCY[company]), company == 0], [0, 13], 6)
    tax = (net * tax_pct + 50) // 100
    rate = world.rates.at(currency, company, posting)
    late = world.pick(~draft & ~cancelled & (posting <= world.as_of - 45), 0.03, 20)
    created = world.stamps(posting + np.where(late, world.days(5, 40, count), 0))
    ids = np.arange(1, count + 1)
    invoices = pl.DataFrame(
        {
            "id": ids,
            "company_id": company + 1,
            "number": [f"{CODES[one]}-{side.codes[0]}-{number:06d}" for one, number in zip(company, ids, strict=True)],
            "document_kind": ["invoice"] * count,
            "party_id": party + 1,
            "account_id": account_id(side.control, company, currency),
            "status": np.select([draft, cancelled], ["draft", "cancelled"], "posted"),
            "document_date": document,
            "posting_date": posting,
            "due_date": document + terms,
            "currency": currency,
            "exchange_rate": rate,
            "net_amount": net,
            "tax_amount": tax,
            "gross_amount": net + tax,
            "gross_amount_company": converted(net + tax, rate),
            "tax_amount_company": converted(tax, rate),
            "cancelled_on": cancelled_on,
            "created_at": created,
            "updated_at": np.where(cancelled, np.maximum(created, world.stamps(cancelled_on)), created),
            "company": company,
            "instalments": instalments,
            "is_paid_before_cancelled": paid_before,
        }
    )
    plan = _plan(invoices)
    return invoices.with_columns(
        due_date=pl.when(~pl.Series(undated)).then("due_date"),
        cancelled_on=pl.when(pl.Series(cancelled)).then("cancelled_on"),
    ), plan


def make_instalments(invoices: pl.DataFrame, plan: pl.DataFrame) -> pl.DataFrame:
    """id, invoice_id, sequence, due_date, amount, updated_at of invoices in more than one instalment."""
    return (
        plan.filter(pl.col("instalments") > 1)
        .join(invoices.select("created_at", invoice_id="id"), "invoice_id")
        .sort("invoice_id", "sequence")
        .rename({"created_at": "updated_at"})
        .with_row_index("id", offset=1)
    )


def _parties(world: World, side: Side, parties: pl.DataFrame, posting: Ints) -> Ints:
    """Positions of parties: large ones often, defaulting ones not long after they stop paying."""
    random, weight, count = world.random, parties["weight"].to_numpy().copy(), len(posting)
    weight[-2:] = 0
    reliable = np.where(parties["stop_day"].to_numpy() > world.as_of, weight, 0)
    chosen: Ints = random.choice(len(weight), count, p=weight / weight.sum())
    sound = random.choice(len(weight), count, p=reliable / reliable.sum())
    chosen = np.where(posting > parties["stop_day"].to_numpy()[chosen] + 45, sound, chosen)
    everywhere: Mask = np.ones(count, dtype=np.bool_)
    related = world.pick(everywhere, *side.related)
    return np.where(related, len(weight) - random.choice([1, 2, 2], count), chosen)


def _net_amounts(world: World, side: Side, weight: Ints, currency: Ints) -> Ints:
    """Log-normal amounts that grow with the party; every other one is a round price."""
    dollars = world.random.lognormal(side.log_size, 0.9, len(weight)) * (weight / 0.05) ** 0.35
    minor = np.rint(dollars * _UNITS_OF_A_DOLLAR[currency] * 100).astype(np.int64)
    rounded = np.where(world.random.random(len(minor)) < 0.5, minor // 5_000 * 5_000, minor)
    return np.clip(rounded, 10_000, _LARGEST)


def _plan(invoices: pl.DataFrame) -> pl.DataFrame:
    """The last instalment falls due with the invoice, the others thirty days before each other."""
    rows = np.repeat(np.arange(len(invoices)), invoices["instalments"].to_numpy())
    count = invoices["instalments"].to_numpy()[rows]
    sequence = np.arange(len(rows)) - np.searchsorted(rows, rows) + 1
    gross = invoices["gross_amount"].to_numpy()[rows]
    until = gross * _CUMULATIVE_PCT[count - 1, sequence] // 100
    before = gross * _CUMULATIVE_PCT[count - 1, sequence - 1] // 100
    return pl.DataFrame(
        {
            "obligation": np.arange(len(rows)),
            "invoice_id": invoices["id"].to_numpy()[rows],
            "sequence": sequence,
            "instalments": count,
            "due_date": invoices["due_date"].to_numpy()[rows] - 30 * (count - sequence),
            "amount": until - before,
        }
    )
