"""Rates that nobody entered, or late: gone, or entered when it is told, on days on which documents needed them."""

from collections.abc import Callable
from datetime import date

import numpy as np
import polars as pl
import pytest

from ingestion.demo.faults.parameters import shipped
from ingestion.demo.group.timeline import Timeline
from tests.ingestion.faults.conftest import AS_OF, Planted

CASES = ((0.02, 7), (0.02, 11), (0.1, 7), (0.1, 11))


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def group(request: pytest.FixtureRequest, planted: Callable[..., Planted]) -> Planted:
    return planted(*request.param)


def days_without(group: Planted) -> pl.DataFrame:
    """rate_date, from_currency, to_currency of working days that have no rate."""
    rates = group.rows("erp", "exchange_rate")
    timeline = Timeline(AS_OF)
    every = np.arange(timeline.first, timeline.last + 1, dtype=np.int32)
    working = every[timeline.is_working(every)]
    pairs = rates.select("from_currency", "to_currency").unique()
    grid = pl.DataFrame({"rate_date": working}).cast(pl.Date).join(pairs, how="cross")
    return grid.join(rates, on=grid.columns, how="anti")


def test_working_days_without_a_rate_are_those_that_are_told(group: Planted) -> None:
    told = group.told("missing_rate").filter(pl.col("is_fault") & (pl.col("table") == "exchange_rate"))
    lacking = days_without(group)
    found = lacking.select(detail=pl.format("{} {}/{}", "rate_date", "from_currency", "to_currency"))
    assert sorted(told["detail"]) == sorted(found["detail"])
    rates = group.rows("erp", "exchange_rate")
    assert sorted(rates["id"]) == list(range(1, rates.height + 1))
    for (table,), rows in group.told("missing_rate").drop_nulls("key").group_by("table"):
        documents = group.versions["erp"][str(table)].unique("id").select("posting_date", key="id")
        days = rows.join(documents, on="key")
        if table != "journal_entry":
            assert (days["posting_date"] == days["happened_on"]).all()
    holidays = group.told("missing_rate", "holiday").join(
        group.rows("erp", "journal_entry").select("posting_date", key="id"), on="key"
    )
    assert holidays.height
    assert not Timeline(AS_OF).is_working(holidays["posting_date"].to_physical().to_numpy()).any()


def test_late_rates_were_entered_when_it_is_told(group: Planted) -> None:
    rates = group.rows("erp", "exchange_rate").filter(pl.col("rate_date") >= date(AS_OF.year - 3, 1, 1))
    entered = (pl.col("created_at").dt.date() - pl.col("rate_date")).dt.total_days()
    late = rates.filter(entered > shipped()["missing_rate"]["known_after"])
    told = group.told("late_rate").filter("is_fault")
    assert sorted(late["id"]) == sorted(told["key"])
    after = told.filter(pl.col("variant") == "after_close")
    assert (after["seen_on"] > after["happened_on"].dt.month_end()).all()
    assert rates.sort("id").filter(pl.col("created_at").dt.date() < pl.col("created_at").dt.date().shift(1)).is_empty()
    natural = group.told("late_rate", "two_days").join(rates, left_on="key", right_on="id")
    assert (natural["created_at"].dt.date() == natural["rate_date"]).all()
    assert natural.height
