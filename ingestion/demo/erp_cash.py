"""Receipts and payments to suppliers in the demonstration ERP: the parts that move on one day."""

import numpy as np
import polars as pl

from ingestion.demo.erp_accounts import BANK, CODES, account_id
from ingestion.demo.erp_sides import Side
from ingestion.demo.erp_world import World, converted

BOUNCE_DAYS = 14
"""A payment that bounced was first made this long before it was made again."""
_DOCUMENT = ["company", "party_id", "currency", "day", "advance"]


def make_cash(
    world: World, side: Side, parties: pl.DataFrame, payments: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cash documents: what a party pays, or is paid, on one day is one; some are more than what they settle.

    Returns:
        Receipts, or payments to suppliers, in the table's columns with company and bank_account_id; and the parts
        with cash_id, those that bounced once more with their first cash document and reversed_on.
    """
    grouped = payments.group_by(_DOCUMENT).agg(
        amount=pl.col("amount").sum(),
        firmest=(pl.col("posting_date").max() <= pl.col("day").first() - BOUNCE_DAYS)
        & (pl.col("status") == "posted").all(),
    )
    cash = grouped.sort("day", "company", "party_id", "currency", "advance").with_row_index("cash_id", offset=1)
    cash = cash.with_columns(pl.col("cash_id").cast(pl.Int64))
    payments = payments.join(cash.select("cash_id", *_DOCUMENT), _DOCUMENT)
    count = len(cash)
    over = world.pick(np.ones(count, dtype=np.bool_), 0.02, 12)
    extra = np.where(over, cash["amount"].to_numpy() * world.days(2, 12, count) // 100 + 100, 0)
    cash = cash.with_columns(amount=pl.col("amount") + pl.Series(extra))
    bounced = cash.filter(pl.Series(world.pick((cash["firmest"] & (cash["advance"] < 0)).to_numpy(), 0.005, 10)))
    again = bounced.with_columns(
        bounced=pl.col("cash_id"),
        cash_id=pl.lit(count + 1) + pl.int_range(pl.len()),
        day=pl.col("day") - BOUNCE_DAYS,
    )
    alone = _unapplied(world, parties, first_id=count + len(bounced) + 1)
    every = pl.concat([cash, again, alone], how="diagonal")
    repeated = payments.join(again.select("cash_id", bounced="bounced"), left_on="cash_id", right_on="bounced")
    repeated = repeated.with_columns(
        cash_id="cash_id_right",
        day=pl.col("day") - BOUNCE_DAYS,
        settled_on=pl.col("day") - BOUNCE_DAYS,
        reversed_on=pl.col("day") - BOUNCE_DAYS // 2,
    ).drop("cash_id_right")
    return _completed(world, side, every), pl.concat([payments, repeated], how="diagonal")


def _unapplied(world: World, parties: pl.DataFrame, first_id: int) -> pl.DataFrame:
    """Cash documents that settle nothing: advances, drafts, and two kinds of error that were cancelled or not."""
    count = 40
    chosen = world.random.choice(len(parties) - 2, count)
    company = parties["company"].to_numpy()[chosen]
    status = np.repeat(["posted", "draft", "cancelled"], [22, 8, 10])
    age = np.where(status == "draft", world.days(0, 20, count), world.days(0, 150, count))
    return pl.DataFrame(
        {
            "cash_id": first_id + np.arange(count),
            "company": company,
            "party_id": chosen + 1,
            "currency": company,
            "day": world.as_of - np.where(status == "cancelled", age + 15, age),
            "amount": world.random.integers(20, 400, count) * 10_000,
            "status": status,
        }
    )


def _completed(world: World, side: Side, cash: pl.DataFrame) -> pl.DataFrame:
    """The table's columns."""
    count = len(cash)
    company, currency, day = (cash[name].to_numpy() for name in ("company", "currency", "day"))
    ids, amount = cash["cash_id"].to_numpy(), cash["amount"].to_numpy()
    bounced = cash["bounced"].is_not_null().to_numpy()
    status = np.where(bounced, "cancelled", cash["status"].fill_null("posted").to_numpy())
    cancelled = status == "cancelled"
    cancelled_on = day + np.where(bounced, BOUNCE_DAYS // 2, 9)
    rate = world.rates.at(currency, company, day)
    late = world.pick((status == "posted") & (day <= world.as_of - 45), 0.01, 12)
    created = world.stamps(day + np.where(late, world.days(5, 30, count), 0))
    return pl.DataFrame(
        {
            "id": ids,
            "company_id": company + 1,
            "number": [f"{CODES[one]}-{side.codes[2]}-{number:06d}" for one, number in zip(company, ids, strict=True)],
            "party_id": cash["party_id"],
            "account_id": account_id(side.control, company, currency),
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
