"""Money that nobody can explain and money that makes round trips: booked by hand, in the bank, back in time."""

from collections.abc import Callable

import polars as pl
import pytest

from ingestion.demo.faults.cash_ground import OUTSIDERS, UNIDENTIFIED
from tests.ingestion.faults.conftest import Planted

CASES = ((0.02, 7), (0.02, 11), (0.1, 7), (0.1, 11))


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def group(request: pytest.FixtureRequest, planted: Callable[..., Planted]) -> Planted:
    return planted(*request.param)


def by_hand(group: Planted) -> pl.DataFrame:
    """Lines of the journal against the two accounts: bank_account_id, posting_date, amount (into the bank), slot."""
    lines, entries = group.rows("erp", "journal_line"), group.rows("erp", "journal_entry")
    slot = (pl.col("account_id") % 1000).alias("slot")
    other = lines.with_columns(slot).filter(pl.col("slot").is_in([UNIDENTIFIED, OUTSIDERS])).select("entry_id", "slot")
    banks = lines.drop_nulls("bank_account_id").join(other, on="entry_id")
    return banks.join(entries.select("posting_date", "document_type", entry_id="id"), on="entry_id")


def test_unexplained_lines_are_those_that_no_document_moved(group: Planted) -> None:
    told = group.told("unexplained_bank_line").filter("is_fault")
    lines = group.rows("erp", "bank_line").filter(pl.col("id").is_in(told["key"].implode()))
    assert lines.height == told.height
    booked = by_hand(group)
    assert (booked["document_type"] == "manual").all()
    both = lines.join(
        booked,
        left_on=["bank_account_id", "value_date", "amount"],
        right_on=["bank_account_id", "posting_date", "amount"],
    )
    # what an outsider's money costs is booked as interest
    cost = lines.filter(pl.col("purpose").str.contains("Charge for funds"))
    assert both.height == lines.height - cost.height == booked.height
    assert lines["reference"].null_count() == lines.height
    pairs = group.told("unexplained_bank_line", "cancelling").join(lines, left_on="key", right_on="id")
    assert (pairs.group_by("fault").agg(pl.col("amount_right").sum())["amount_right"] == 0).all()
    fees = (
        group.told("unexplained_bank_line")
        .filter(~pl.col("is_fault"))
        .join(group.rows("erp", "bank_line"), left_on="key", right_on="id")
    )
    assert fees["purpose"].is_in(["手续费 Fee", "结息 Interest"]).all()


def test_round_trips_cross_a_quarters_end_and_come_back(group: Planted) -> None:
    told = group.told("round_trip").join(
        group.rows("erp", "bank_line").select("value_date", "counterparty", "purpose", key="id", moved="amount"),
        on="key",
    )
    trips = told.group_by("fault", "variant", "is_fault").agg(
        came=pl.col("moved").filter(pl.col("moved") > 0).sum(),
        went=-pl.col("moved").filter(pl.col("moved") < 0).sum(),
        first=pl.col("value_date").min(),
        last=pl.col("value_date").max(),
        names=pl.col("counterparty").n_unique(),
        seen=pl.col("seen_on").min(),
    )
    assert (trips["first"].dt.quarter() != trips["last"].dt.quarter()).all()
    assert ((trips["last"] - trips["first"]).dt.total_days() <= 25).all()
    assert (trips["seen"] == trips["last"]).all()
    faults = trips.filter("is_fault")
    cost = pl.col("variant") == "with_cost"
    assert faults.filter((pl.col("came") < pl.col("went")) != cost).is_empty()
    assert faults.filter((pl.col("names") == 2) != (pl.col("variant") == "other_party")).is_empty()
    sweeps = told.filter(~pl.col("is_fault"))
    assert sweeps["counterparty"].str.starts_with("本单位账户").all()
    assert (sweeps.group_by("fault").agg(pl.col("moved").sum())["moved"] == 0).all()


def test_no_account_falls_below_zero_because_of_it(group: Planted) -> None:
    told = group.told("unexplained_bank_line").filter("is_fault")
    accounts = group.rows("erp", "bank_line").filter(pl.col("id").is_in(told["key"].implode()))["bank_account_id"]
    lines = group.rows("erp", "bank_line").filter(pl.col("bank_account_id").is_in(accounts.implode()))
    assert (lines["balance_amount"] >= 0).all()
