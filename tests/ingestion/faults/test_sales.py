"""Opportunities that stall, customers whom nobody takes over."""

from collections.abc import Callable
from datetime import timedelta

import polars as pl
import pytest

from ingestion.demo.faults.parameters import shipped
from tests.ingestion.faults.conftest import AS_OF, Planted

CASES = ((0.02, 7), (0.02, 11), (0.1, 7))
OPEN = ("qualified", "proposal", "negotiation")


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def group(request: pytest.FixtureRequest, planted: Callable[..., Planted]) -> Planted:
    return planted(*request.param)


def silent(group: Planted) -> pl.DataFrame:
    """Open opportunities, and how long nobody has worked on them; as somebody sees it who has only the system."""
    calls = group.rows("crm", "activity", AS_OF).filter(pl.col("opportunity_id").is_not_null())
    stages = group.rows("crm", "opportunity_stage", AS_OF)
    days = pl.concat(
        [
            calls.select(id="opportunity_id", day=pl.col("happened_at").dt.date()),
            stages.select(id="opportunity_id", day=pl.col("entered_at").dt.date()),
        ]
    )
    rows = group.rows("crm", "opportunity", AS_OF).filter(pl.col("stage").is_in(OPEN))
    return rows.join(days.group_by("id").agg(pl.col("day").max()), on="id", how="left").with_columns(
        silence=(pl.lit(AS_OF) - pl.col("day")).dt.total_days()
    )


def seen(group: Planted, kind: str, *variants: str, is_fault: bool = True) -> set[int]:
    told = group.told(kind).filter((pl.col("seen_on") <= AS_OF) & (pl.col("is_fault") == is_fault))
    return set(told.filter(pl.col("variant").is_in(variants) if variants else pl.lit(True))["key"])


def test_open_silent_and_late_opportunities_are_those_that_were_told(group: Planted) -> None:
    long = silent(group).filter(pl.col("silence") >= shipped()["stalled_opportunity"]["silence_days"])
    late = long.filter(pl.col("expected_close_on") < AS_OF)
    assert set(late["id"]) == seen(group, "stalled_opportunity")
    waiting = long.filter(pl.col("expected_close_on") >= AS_OF)
    assert set(waiting["id"]) == seen(group, "stalled_opportunity", "awaiting_tender", is_fault=False)
    assert waiting["title"].str.contains("招标定于 tender on").all()
    assert not late["title"].str.contains("招标").any()
    stages = dict(late.select("id", "stage").iter_rows())
    for key, variant in group.told("stalled_opportunity").select("key", "variant").iter_rows():
        assert stages.get(key, variant) == variant


def test_a_long_opportunity_is_worked_on(group: Planted) -> None:
    most = shipped()["stalled_opportunity"]["active_every"][1]
    rows = silent(group)
    keys = seen(group, "stalled_opportunity", "long_active", is_fault=False)
    assert keys
    long = rows.filter(pl.col("id").is_in(list(keys)))
    assert long.height == len(keys)
    assert (long["silence"] <= most + 8).all()
    assert (long["expected_close_on"] >= AS_OF).all()
    assert (AS_OF - long["created_at"].dt.date().max()).days > 100  # type: ignore[operator]


def test_quotes_of_a_stalled_opportunity_are_not_refused(group: Planted) -> None:
    keys = list(seen(group, "stalled_opportunity"))
    quotes = group.rows("crm", "quote").filter(pl.col("opportunity_id").is_in(keys))
    assert not quotes["status"].is_in(["rejected", "accepted"]).any()
    assert (
        quotes.filter(pl.col("status") == "expired")["decided_on"]
        > quotes.filter(pl.col("status") == "expired")["valid_until"]
    ).all()


def test_what_waited_for_a_tender_is_decided_after_it(planted: Callable[..., Planted]) -> None:
    group = planted(0.1, 7)
    told = group.told("stalled_opportunity", "awaiting_tender")
    rows = group.rows("crm", "opportunity").join(told.select(id="key"), on="id")
    closed = rows.filter(pl.col("closed_at").is_not_null())
    assert (closed["stage"] == "lost").all()
    stages = group.rows("crm", "opportunity_stage").join(closed.select(opportunity_id="id"), on="opportunity_id")
    assert set(stages.filter(pl.col("stage") == "lost")["opportunity_id"]) == set(closed["id"])


def test_customers_of_leavers_whom_nobody_calls_are_those_that_were_told(group: Planted) -> None:
    idle = shipped()["orphaned_customer"]["idle_days"]
    users = group.versions["crm"]["crm_user"].filter(~pl.col("is_active"))
    left = users.group_by("id").agg(left_on=pl.col("_from").min()).rename({"id": "owner_id"})
    accounts = group.rows("crm", "account", AS_OF).join(left, on="owner_id").filter(
        pl.col("left_on") <= AS_OF - timedelta(days=idle)
    )  # fmt: skip
    calls = group.rows("crm", "activity", AS_OF).group_by(pl.col("account_id").alias("id")).agg(
        called_on=pl.col("happened_at").max().dt.date()
    )  # fmt: skip
    rows = accounts.join(calls, on="id", how="left")
    is_called = (pl.col("called_on") >= pl.col("left_on")).fill_null(False)
    assert set(rows.filter(~is_called)["id"]) == seen(group, "orphaned_customer")
    assert set(rows.filter(is_called)["id"]) == seen(group, "orphaned_customer", "taken_over_quietly", is_fault=False)
    handed = group.rows("crm", "handover", AS_OF).filter(pl.col("opportunity_id").is_null())["account_id"]
    changed = seen(group, "orphaned_customer", "owner_changed", is_fault=False)
    assert changed and not changed & set(handed)
    owners = group.rows("crm", "account", AS_OF).filter(pl.col("id").is_in(list(changed)))
    active = group.rows("crm", "crm_user", AS_OF).filter("is_active")["id"]
    assert owners["owner_id"].is_in(active.implode()).all()
    assert calls.filter(
        pl.col("id").is_in(list(changed)) & (pl.col("called_on") > AS_OF - timedelta(days=90))
    ).height == len(changed)
