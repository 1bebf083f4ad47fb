"""Guarantees: a bank vouches for a bid, a performance or an advance, against a margin on a blocked account."""

import numpy as np
import polars as pl

from ingestion.demo.group.books_chart import account, bank_account
from ingestion.demo.group.deals import Deals
from ingestion.demo.group.masters import Masters
from ingestion.demo.group.money_cash import numbered
from ingestion.demo.group.money_charges import main_accounts
from ingestion.demo.group.money_plan import NEVER, working
from ingestion.demo.group.world import World, dates

_ROUND = 100_000
_LATEST = 400
"""How many days after its expiry a guarantee is given back at the latest."""


def make_guarantees(world: World, masters: Masters, deals: Deals) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Guarantees and their events, as in Money."""
    given = world.parameters["money"]["guarantees"]
    sales = deals.contracts.filter(pl.col("kind") == "sales").with_columns(
        _issued=pl.col("signed_on").to_physical() + 4, _ends=pl.col("ends_on").to_physical() + 60
    )
    bids = deals.opportunities.select(
        "company_id",
        party_id="customer_id",
        contract_id=pl.lit(None, pl.Int64),
        gross_amount="amount",
        _issued=pl.col("closed_on").to_physical() - 25,
        _ends=pl.col("closed_on").to_physical() + 40,
        finished_on=pl.col("closed_on"),
    )
    columns = ["company_id", "party_id", "contract_id", "gross_amount", "_issued", "_ends", "finished_on"]
    sales = sales.with_columns(contract_id="id")
    built = sales.filter(pl.col("company_id").is_in([1, 2, 4, 6]))
    advanced = sales.filter(pl.col("advance") > 0).with_columns(
        gross_amount=pl.col("gross_amount") * pl.col("advance") // 10_000, _ends=pl.col("finished_on").to_physical() - 5
    )
    kinds = (
        ("performance", built, given["performance"], given["performance_size"]),
        ("advance", advanced, given["advance"], 1.0),
        ("bid", bids, given["bid"], given["bid_size"]),
    )
    rows = pl.concat([_drawn(world, kind, frame.select(columns), *rest) for kind, frame, *rest in kinds])
    rows = rows.filter((pl.col("_issued") >= world.timeline.first) & (pl.col("_issued") < world.timeline.last))
    return _dated(world, masters, rows)


def guarantee_fees(world: World, masters: Masters, guarantees: pl.DataFrame) -> pl.DataFrame:
    """Charges (without key): what banks take when they issue one."""
    fee = world.parameters["money"]["guarantees"]["fee"]
    return guarantees.select(
        "company_id",
        document_type=pl.lit("guarantee_fee"),
        document_id="id",
        kind=pl.lit("guarantee_fee"),
        subject=pl.lit("guarantee_fee"),
        debit_id=account("bank_fees"),
        bank_account_id=pl.col("company_id").replace_strict(main_accounts(masters), return_dtype=pl.Int64),
        amount=(pl.col("amount") * fee).round().cast(pl.Int64).clip(10_000),
        posting_date="issued_on",
        entered_on="issued_on",
        text=pl.lit("保函手续费 ") + pl.col("number"),
    ).with_columns(credit_id=bank_account())


def _drawn(world: World, kind: str, rows: pl.DataFrame, share: float, size: float) -> pl.DataFrame:
    random, given = world.random(f"guarantees_{kind}"), world.parameters["money"]["guarantees"]
    late = random.random(rows.height) < given["late_release"]
    lag = np.where(late, random.integers(60, 200, rows.height), random.integers(3, 25, rows.height))
    amount = (pl.col("gross_amount") * size / _ROUND).round().cast(pl.Int64) * _ROUND
    return (
        rows.with_columns(
            kind=pl.lit(kind),
            amount=amount,
            margin_amount=(amount * given["margin"] / 100).round().cast(pl.Int64) * 100,
            _released=pl.col("finished_on").to_physical() + pl.Series(lag, dtype=pl.Int32),
        )
        .filter(pl.Series(random.random(rows.height) < share))
        .filter(pl.col("amount") > 0)
        .drop("gross_amount", "finished_on")
    )


def _dated(world: World, masters: Masters, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    abroad = rows["company_id"].to_numpy() == 6
    issued = working(world, rows["_issued"].to_numpy(), abroad)
    released = working(world, np.maximum(rows["_released"].to_numpy(), issued + 10), abroad)
    expires = np.maximum(rows["_ends"].to_numpy(), issued + 30)
    margin_accounts = main_accounts(masters, "margin")
    rows = (
        rows.select("company_id", "kind", "contract_id", "party_id", "amount", "margin_amount")
        .with_columns(
            bank_account_id=pl.col("company_id").replace_strict(margin_accounts, return_dtype=pl.Int64),
            issued_on=dates(issued),
            expires_on=dates(expires),
            released_on=pl.when(pl.Series(released < NEVER)).then(dates(np.where(released < NEVER, released, 0))),
        )
        .filter(pl.Series(issued < NEVER))
        .sort("issued_on", "company_id", "kind", "amount", "party_id")
        .with_columns(id=pl.int_range(1, pl.len() + 1))
    )
    rows = numbered(masters, rows, "BH", "issued_on")
    # what is still needed when it would expire is extended five days before
    needed = (pl.col("released_on").is_null() | (pl.col("released_on") > pl.col("expires_on"))) & (
        pl.col("expires_on") < world.timeline.end
    )
    none = pl.lit(0, pl.Int64)
    common = ["company_id", "bank_account_id", "amount"]
    events = pl.concat(
        [
            rows.select(
                *common,
                guarantee_id="id",
                kind=pl.lit("issued"),
                happened_on="issued_on",
                margin_amount="margin_amount",
            ),
            rows.filter(needed).select(
                *common,
                guarantee_id="id",
                kind=pl.lit("extended"),
                happened_on=pl.col("expires_on") - pl.duration(days=5),
                margin_amount=none,
            ),
            rows.filter(pl.col("released_on").is_not_null()).select(
                *common,
                guarantee_id="id",
                kind=pl.lit("released"),
                happened_on="released_on",
                margin_amount=-pl.col("margin_amount"),
            ),
        ]
    )
    events = events.sort("happened_on", "guarantee_id").with_columns(id=pl.int_range(1, pl.len() + 1))
    return rows.with_columns(
        extended_until=pl.when(needed).then(pl.col("expires_on") + pl.duration(days=_LATEST))
    ), events
