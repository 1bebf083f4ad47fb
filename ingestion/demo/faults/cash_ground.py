"""What planters of cash need: accounts for what nobody can explain, entries on them, what a bank account can spare."""

import numpy as np
import polars as pl

from ingestion.demo.faults.entries import vouchers
from ingestion.demo.faults.ground import Ground
from ingestion.demo.group.books_chart import COMPANY_STEP, ROLES, bank_account
from ingestion.demo.group.versions import stamp
from ingestion.demo.group.world import World, dates

UNIDENTIFIED, OUTSIDERS = 46, 47
"""Slots of two accounts that the chart has when planters ask for them."""
_NAMES = {
    UNIDENTIFIED: ("2241.09", "其他应付款-待查款项 Unidentified receipts and payments"),
    OUTSIDERS: ("2241.03", "其他应付款-外部往来 Current accounts with outsiders"),
}


def open_accounts(ground: Ground, slot: int) -> None:
    """Every company has the account of that slot."""
    accounts = ground.versions["account"]
    if (accounts["id"] % COMPANY_STEP == slot).any():
        return
    number, name = _NAMES[slot]
    like = accounts.filter(pl.col("id") % COMPANY_STEP == ROLES["claims_payable"].slot)
    new = like.with_columns(
        (pl.col("id") // COMPANY_STEP * COMPANY_STEP + slot).cast(accounts.schema["id"]).alias("id"),
        number=pl.lit(number),
        name=pl.lit(name),
    )
    at = stamp(pl.col("created_at").dt.date(), 40)
    new = new.with_columns(created_at=at, updated_at=at)
    ground.versions["account"] = pl.concat([accounts, new]).sort("id")


def by_bank(ground: Ground, rows: pl.DataFrame) -> pl.Series:
    """Book what a bank's line moves against an account by hand.

    Args:
        ground: of the ERP.
        rows: company_id, bank_account_id, currency (the company's own), value_date, amount (signed: into the bank),
            slot (of the account).

    Returns:
        keys of the entries, by row.
    """
    facts = ("company_id", "bank_account_id", "currency", "value_date", "amount", "slot")
    rows = rows.select(facts).with_row_index("_row").sort("value_date", "_row").with_row_index("entry")
    bank = rows.with_columns(account_id=bank_account(), _place=pl.lit(1))
    other = rows.with_columns(
        account_id=pl.col("company_id").cast(pl.Int64) * COMPANY_STEP + pl.col("slot"),
        amount=-pl.col("amount"),
        bank_account_id=pl.lit(None, pl.Int64),
        _place=pl.lit(2),
    )
    lines = pl.concat([bank, other], how="diagonal_relaxed").sort("entry", "_place")
    keys = vouchers(ground, lines.with_columns(posting_date="value_date", amount_company="amount"))
    return rows.select("_row").with_columns(keys.alias("key")).sort("_row")["key"]


def operating(ground: Ground) -> pl.DataFrame:
    """bank_account_id, company_id, currency, bank of accounts for everyday business in their company's currency."""
    home = ground.chains.masters.companies.select("currency", company_id="id")
    accounts = ground.last("bank_account").filter(pl.col("purpose") == "operating")
    return accounts.join(home, on=["company_id", "currency"]).select(
        "company_id", "currency", "bank", bank_account_id="id"
    )


def lowest(ground: Ground, rows: pl.DataFrame, since: str, until: str) -> pl.Series:
    """The lowest balance that each row's bank_account_id has from the eve of one day to another; see `lowest_of`."""
    return lowest_of(ground.versions["bank_line"], ground.chains.masters.bank_accounts, rows, since, until)


def lowest_of(
    lines: pl.DataFrame, accounts: pl.DataFrame, rows: pl.DataFrame, since: str, until: str
) -> pl.Series:  # fmt: skip
    """The lowest balance that each row's bank_account_id has from the eve of one day to another.

    Args:
        lines: of the banks' statements.
        accounts: id, opening_amount.
        rows: bank_account_id and both days.
        since: column of the first day (Date).
        until: column of the last day (Date).
    """
    lines = lines.select("bank_account_id", "value_date", "sequence", "balance_amount")
    lines = lines.filter(pl.col("bank_account_id").is_in(rows["bank_account_id"].unique().implode()))
    ends = (
        lines.sort("sequence")
        .group_by("bank_account_id", "value_date")
        .agg(_end=pl.col("balance_amount").last(), _low=pl.col("balance_amount").min())
    )
    numbered = rows.select("bank_account_id", _since=since, _until=until).with_row_index("_row")
    before = numbered.with_columns(_eve=pl.col("_since") - pl.duration(days=1)).sort("_eve").join_asof(
        ends.sort("value_date"), left_on="_eve", right_on="value_date", by="bank_account_id", check_sortedness=False
    )  # fmt: skip
    during = numbered.join(ends, on="bank_account_id").filter(pl.col("value_date").is_between("_since", "_until"))
    low = during.group_by("_row").agg(pl.col("_low").min())
    return (
        before.drop("_low")
        .join(accounts.select("opening_amount", bank_account_id="id"), on="bank_account_id")
        .join(low, on="_row", how="left")
        .sort("_row")
        .select(pl.min_horizontal(pl.coalesce("_end", "opening_amount"), "_low"))
        .to_series()
    )


def quarter_ends(world: World) -> pl.Series:
    """The last calendar day of every quarter of the timeline that has a day after it."""
    months = np.arange(np.datetime64(world.timeline.start, "M"), np.datetime64(world.timeline.end, "M"))
    ends = (months[2::3] + 1).astype("datetime64[D]").astype(np.int32) - 1
    return dates(ends[ends < world.timeline.last - 20])
