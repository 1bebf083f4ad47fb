"""Accounts other than the main ones: filled from their company's main account, emptied into it, month by month."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from ingestion.demo.group.masters import Masters
from ingestion.demo.group.money_charges import main_accounts
from ingestion.demo.group.world import MINOR_UNIT, RATE_UNIT, Floats, Ints, World, dates

ROUND, LEAST = 10_000 * MINOR_UNIT, 30_000 * MINOR_UNIT
"""Transfers are multiples of the one; the other is what an account holds at least."""


@dataclass(frozen=True)
class Months:
    """Per account (row) and month (column): the net movement, and its lowest running sum (0 or less)."""

    days: Ints
    accounts: list[int]
    net: Ints
    low: Ints

    @classmethod
    def of(cls, world: World, masters: Masters, flows: pl.DataFrame) -> "Months":
        """Of everything that moves money (bank_account_id, day, amount)."""
        first = np.arange(np.datetime64(world.timeline.start, "M"), np.datetime64(world.timeline.end, "M") + 1)
        days = world.timeline.next_working(first.astype("datetime64[D]").astype(np.int32)).astype(np.int64)
        days = days[days <= world.timeline.last]
        accounts = masters.bank_accounts["id"].to_list()
        daily = flows.group_by("bank_account_id", "day").agg(pl.col("amount").sum()).sort("bank_account_id", "day")
        month = np.maximum(np.searchsorted(days, daily["day"].to_numpy(), side="right") - 1, 0)
        by_month = (
            daily.with_columns(month=pl.Series(month))
            .with_columns(running=pl.col("amount").cum_sum().over("bank_account_id", "month"))
            .group_by("bank_account_id", "month")
            .agg(net=pl.col("amount").sum(), low=pl.col("running").min().clip(upper_bound=0))
        )
        net, low = (np.zeros((len(accounts), len(days)), dtype=np.int64) for _ in range(2))
        at = (by_month["bank_account_id"].to_numpy() - 1, by_month["month"].to_numpy())
        net[at], low[at] = by_month["net"].to_numpy(), by_month["low"].to_numpy()
        return cls(days, accounts, net, low)


def make_sweeps(world: World, masters: Masters, months: Months) -> tuple[list[dict[str, Any]], Floats]:
    """Fill every account but the main ones and the margins from the main one, and empty it when it has much.

    Returns:
        transfers, and what they take from each company's main account (row company − 1) each month.
    """
    mains, rows = main_accounts(masters), masters.bank_accounts.to_dicts()
    home = dict(masters.companies.select("id", "currency").iter_rows())
    taken = np.zeros((len(mains), len(months.days)))
    found: list[dict[str, Any]] = []
    for place, row in enumerate(rows):
        company = row["company_id"]
        if row["id"] == mains[company] or row["purpose"] == "margin":
            continue
        outflow = float(-months.low[place].mean())
        floor, ceiling = LEAST + 0.1 * outflow, 4 * LEAST + 1.5 * outflow
        days = dates(months.days.astype(np.int32))
        here, there = pl.Series([row["currency"]] * len(days)), pl.Series([home[company]] * len(days))
        rate = world.rates.at(here, there, days).to_list()
        balance = row["opening_amount"]
        for month in range(len(months.days)):
            lowest, amount = balance + int(months.low[place, month]), 0
            if lowest < floor:
                amount = int(-(-(floor * 1.5 - lowest) // ROUND)) * ROUND
            elif lowest > ceiling:
                amount = -int((lowest - 2 * floor) // ROUND) * ROUND
            balance += amount + int(months.net[place, month])
            if amount:
                at_home = (abs(amount) * rate[month] + RATE_UNIT // 2) // RATE_UNIT
                taken[company - 1, month] += at_home if amount > 0 else -at_home
                ends = [(mains[company], at_home), (row["id"], abs(amount))]
                (source, given), (target, got) = ends if amount > 0 else ends[::-1]
                kind = "wages" if row["purpose"] == "wages" else "sweep"
                found.append(transfer(company, company, kind, source, target, given, got, int(months.days[month])))
    return found, taken


def transfer(
    company: int, to: int, kind: str, source: int, target: int, given: int, got: int, day: int
) -> dict[str, Any]:
    """A transfer as a row."""
    return {
        "company_id": company,
        "to_company_id": to,
        "kind": kind,
        "from_account_id": source,
        "to_account_id": target,
        "from_amount": given,
        "to_amount": got,
        "day": day,
    }
