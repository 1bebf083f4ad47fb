"""Budgets, plans and cash: every variant is there as often as promised, and not at all where the parameters say 0."""

import tomllib
from collections.abc import Callable

import polars as pl
import pytest

from ingestion.demo.faults.cash_ground import OUTSIDERS, UNIDENTIFIED
from ingestion.demo.faults.parameters import FOLDER
from ingestion.demo.group.books_chart import COMPANY_STEP
from tests.ingestion.faults.conftest import Planted, promised

CASES = ((0.02, 7), (0.02, 11), (0.1, 7), (0.1, 11))
GIVEN = tomllib.loads((FOLDER / "budgets_cash.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def test_every_variant_is_there_as_promised(case: tuple[float, int], planted: Callable[..., Planted]) -> None:
    group = planted(*case)
    for kind, given in GIVEN.items():
        for name in ("faults", "lookalikes"):
            for variant in given.get(name, {}):
                told = group.told(kind, variant)
                wanted = promised(kind, variant, case[0])
                # what happens before the day as of which the group is made may be put right after it
                done = told.filter(pl.col("happened_on") <= group.as_of)["fault"].n_unique()
                assert done >= wanted, (kind, variant, done, wanted)
                assert group.past(kind, variant) <= wanted + 1 or variant == "round_trip", (kind, variant)
                assert (told["is_fault"] == (name == "faults")).all()


def test_what_is_set_to_zero_is_not_planted(planted: Callable[..., Planted]) -> None:
    none = {
        kind: {name: dict.fromkeys(given[name], 0) for name in ("faults", "lookalikes") if name in given}
        for kind, given in GIVEN.items()
    }
    group = planted(0.02, 7, none)
    told = group.truth.filter(pl.col("kind").is_in(list(GIVEN)))
    assert set(told["variant"]) == {"natural"}
    assert not (group.rows("erp", "note_event")["kind"] == "dishonoured").any()
    slots = group.rows("erp", "journal_line")["account_id"] % COMPANY_STEP
    assert not slots.is_in([UNIDENTIFIED, OUTSIDERS]).any()
    assert (group.rows("oa", "fund_plan_revision")["revision"] <= 2).all()
