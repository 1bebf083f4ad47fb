"""Bills that are not paid at maturity: no money came, what they had settled is open again until it is paid anew."""

from collections.abc import Callable

import polars as pl
import pytest

from ingestion.demo.group.timeline import Timeline
from tests.ingestion.faults.conftest import AS_OF, Planted

CASES = ((0.05, 7), (0.05, 11), (0.1, 7), (0.1, 11))


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def group(request: pytest.FixtureRequest, planted: Callable[..., Planted]) -> Planted:
    return planted(*request.param)


def test_dishonoured_bills_are_those_that_are_told(group: Planted) -> None:
    notes, events = group.rows("erp", "note"), group.rows("erp", "note_event")
    told = group.told("bill_dishonoured").filter("is_fault")
    returned = events.filter(pl.col("kind") == "dishonoured")
    assert set(returned["id"]) == set(told.filter(pl.col("table") == "note_event")["key"])
    named = notes.filter(pl.col("status") == "dishonoured")
    assert set(named["id"]) == set(told.filter(pl.col("table") == "note")["key"]) == set(returned["note_id"])
    both = returned.join(named.select("matures_on", "amount", note_id="id"), on="note_id")
    assert (both["happened_on"] >= both["matures_on"]).all()
    assert (both["amount"] == both["amount_right"]).all()
    assert events.filter(pl.col("kind") == "collected").join(named, left_on="note_id", right_on="id").is_empty()
    kinds = events.join(
        told.filter(pl.col("table") == "note").select("variant", note_id="key"), on="note_id"
    ).group_by("variant").agg(pl.col("kind").unique())  # fmt: skip
    for variant, found in kinds.iter_rows():
        assert set(found) == {"received", "dishonoured"} | ({variant} - {"held"})


def test_what_they_had_settled_is_open_until_it_is_paid_anew(group: Planted) -> None:
    told = group.told("bill_dishonoured", role="context").filter("is_fault")
    for table, settlement in (("receipt", "settlement"), ("payment", "supplier_settlement")):
        documents, key = group.rows("erp", table), f"{table}_id"
        rows = told.filter(pl.col("table") == table).join(documents, left_on="key", right_on="id")
        assert rows.height
        assert (rows["status"] == "cancelled").all()
        assert (rows["cancelled_on"] == rows["seen_on"]).all()
        settled = group.rows("erp", settlement)
        old = settled.join(rows.select("cancelled_on", **{key: "key"}), on=key)
        assert (old["reversed_on"] == old["cancelled_on"]).all()
        assert (old["settled_on"] < old["reversed_on"]).all()
        anew = rows.select("key", "cancelled_on", old_amount="amount_right").join(
            documents, left_on="key", right_on="replaces_id"
        )
        assert (anew["posting_date"] > anew["cancelled_on"]).all()
        assert (anew["amount"] == anew["old_amount"]).all()
        by_new = settled.join(anew.select("key", **{key: "id"}), on=key).group_by("key").agg(pl.col("amount").sum())
        by_old = old.group_by(pl.col(key).alias("key")).agg(pl.col("amount").sum())
        assert by_new.join(by_old, on=["key", "amount"]).height == by_new.height == anew.height


def test_banks_that_paid_after_a_holiday_are_no_fault(group: Planted) -> None:
    told = group.told("bill_dishonoured", "maturity_on_holiday")
    notes = told.join(group.rows("erp", "note"), left_on="key", right_on="id")
    assert notes.height
    assert (notes["status"] == "collected").all()
    assert not Timeline(AS_OF).is_working(notes["matures_on"].to_physical().to_numpy()).any()
