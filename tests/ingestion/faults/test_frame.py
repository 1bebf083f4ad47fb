"""What holds for every planted fault, whatever its kind: books, references, the truth's keys, its promises."""

import stat
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ingestion.demo.faults.document import DOCUMENT, faults_document
from ingestion.demo.faults.ground import CONTEXT, SUBJECT, TRUTH, Ground, Told
from ingestion.demo.faults.merge import shift_of
from ingestion.demo.faults.parameters import fault_parameters, shipped
from ingestion.demo.faults.plan import Faults
from ingestion.demo.faults.truth import read_truth, write_truth
from ingestion.demo.group.make import first_clock, make_systems
from ingestion.demo.group.versions import FROM, UNTIL, on_day
from quarterdeck.errors import QuarterdeckError, SettingsError
from tests.group import quiet
from tests.ingestion.faults.conftest import AS_OF, Planted, promised
from tests.ingestion.group.systems import assert_days, assert_fills
from tests.ingestion.group.test_books import SIDES, open_items, posted_lines, total

CASES = ((0.02, 7), (0.02, 11), (0.1, 7), (0.1, 11))
DAYS = tuple(AS_OF + timedelta(days=days) for days in (-700, -325, 0, 160))


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def group(request: pytest.FixtureRequest, planted: Callable[..., Planted]) -> Planted:
    return planted(*request.param)


def widened(versions: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Lean keys as wide as those that they refer to."""
    integers, texts = pl.selectors.integer().cast(pl.Int64), pl.selectors.enum().cast(pl.String)
    return {name: frame.with_columns(integers, texts) for name, frame in versions.items()}


def test_each_kind_is_there_in_the_promised_number(group: Planted) -> None:
    assert group.missing == []
    told = group.truth.filter(pl.col("role") == SUBJECT).group_by("kind", "is_fault").agg(pl.col("variant").unique())
    found = {(kind, is_fault): set(variants) for kind, is_fault, variants in told.iter_rows()}
    for kind, given in shipped().items():
        assert given["says"], kind
        for is_fault, name in ((True, "faults"), (False, "lookalikes")):
            wanted = {one for one in given.get(name, {}) if promised(kind, one, group.scale)}
            there = found.get((kind, is_fault), set()) - {"natural"}
            assert wanted <= there, (kind, name)
            small = {one for one in given.get(name, {}) if group.scale < given.get("from_scale", {}).get(one, 0)}
            assert not there & small, (kind, name)
    assert {kind for kind, _ in found} <= shipped().keys()


def test_a_group_with_a_table_of_planted_rows_alone_is_made(planted: Callable[..., Planted]) -> None:
    group = planted(0.02, 2)
    changes = group.rows("erp", "supplier_bank_change")
    told = group.truth.filter(pl.col("table") == "supplier_bank_change")
    assert sorted(changes["id"]) == sorted(told["key"].unique()) == list(range(1, changes.height + 1))


def test_where_few_have_left_they_leave_enough_behind(planted: Callable[..., Planted]) -> None:
    assert planted(0.1, 3).missing == []


def test_what_needs_more_than_a_small_group_has_is_planted_from_its_scale_on() -> None:
    given: dict[str, Any] = {"faults": {"any": 9, "rare": 9}, "lookalikes": {"seldom": 9}}
    given["from_scale"] = {"rare": 0.1, "seldom": 0.3}
    for scale, counts in ((0.02, (1, 0, 0)), (0.1, (3, 3, 0)), (0.3, (5, 5, 5))):
        world = Faults.of(first_clock(AS_OF, 7, scale, {})).world
        ground = Ground(Told(world, {"kind": given}), "")
        variants = (("any", False), ("rare", False), ("seldom", True))
        found = [ground.promised("kind", one, lookalike=lookalike) for one, lookalike in variants]
        assert tuple(past for past, _ in found) == counts
        assert all(future == 0 for past, future in found if not past)


def test_only_what_is_planted_has_a_smallest_scale() -> None:
    for kind, given in shipped().items():
        variants = given.get("faults", {}) | given.get("lookalikes", {})
        assert given.get("from_scale", {}).keys() <= variants.keys(), kind


def test_every_truth_says_what_where_when(group: Planted) -> None:
    truth = group.truth
    assert truth.schema == pl.Schema(TRUTH)
    assert truth["role"].is_in([SUBJECT, CONTEXT]).all()
    for name in ("fault", "kind", "variant", "is_fault", "system", "table", "happened_on", "seen_on", "why"):
        assert truth[name].null_count() == 0, name
    assert truth.filter(pl.col("key").is_null() & pl.col("detail").is_null()).is_empty()
    assert truth.filter(pl.col("seen_on") < pl.col("happened_on")).is_empty()
    assert truth.group_by("fault").agg(pl.col("kind", "variant", "is_fault").n_unique()).select(
        pl.max_horizontal(pl.col("kind", "variant", "is_fault").max()) == 1
    ).item()  # fmt: skip
    assert truth.group_by("fault").agg(is_named=(pl.col("role") == SUBJECT).any())["is_named"].all()


def test_the_truths_keys_are_seen_on_its_day(group: Planted) -> None:
    for (system, table), told in group.truth.drop_nulls("key").group_by("system", "table"):
        versions = group.versions[system][table]
        key = group.tables[system][table].key
        rows = told.select("fault", "key", "seen_on").join(versions, left_on="key", right_on=key, how="left")
        seen = rows.filter(
            (pl.col(FROM) <= pl.col("seen_on")) & (pl.col(UNTIL).is_null() | (pl.col("seen_on") < pl.col(UNTIL)))
        )
        lost = told.join(seen, on=["fault", "key"], how="anti")
        assert lost.is_empty(), (system, table, lost.head(3).to_dicts())


def test_no_row_bears_two_faults(group: Planted) -> None:
    subjects = group.truth.filter((pl.col("role") == SUBJECT) & pl.col("is_fault")).drop_nulls("key")
    twice = (
        subjects.group_by("kind", "system", "table", "key").agg(pl.col("fault").n_unique()).filter(pl.col("fault") > 1)
    )
    assert twice.is_empty(), twice.head(5).to_dicts()


def test_books_balance_and_agree_but_for_the_one_difference(group: Planted) -> None:
    versions = widened(group.versions["erp"])
    told = group.told("control_difference").filter(pl.col("is_fault")).unique("fault")
    differing = 0
    for day in DAYS:
        held = {name: on_day(frame, pl.lit(day)) for name, frame in versions.items()}
        lines = posted_lines(held, day)
        entries = lines.group_by("entry_id").agg(pl.col("amount_company").sum())
        assert (entries["amount_company"] == 0).all()
        for invoice, cash, settlement, control, _, sign in SIDES:
            items = open_items(held, day, invoice, cash, settlement).group_by("account_id").agg(
                pl.col("amount_company").sum() * sign
            )  # fmt: skip
            classes = [control, "advance_received" if sign > 0 else "advance_paid"]
            ledger = lines.filter(pl.col("account_class").is_in(classes)).group_by("account_id").agg(
                pl.col("amount_company").sum()
            )  # fmt: skip
            both = ledger.join(items, on="account_id", how="full", suffix="_items").fill_null(0)
            differing += both.filter(pl.col("amount_company") != pl.col("amount_company_items")).height
        banks = held["bank_account"].select("opening_amount", bank_account_id="id")
        last = held["bank_line"].sort("sequence").group_by("bank_account_id").agg(pl.col("balance_amount").last())
        ledger = lines.filter(pl.col("account_class") == "bank").group_by("bank_account_id").agg(pl.col("amount").sum())
        both = banks.join(last, on="bank_account_id", how="left").join(ledger, on="bank_account_id", how="left")
        assert both.filter(pl.coalesce("balance_amount", "opening_amount") != pl.col("amount")).is_empty(), day
        moves = held["stock_move"].filter(pl.col("moved_on") <= day)["cost_amount"].sum()
        assert total(lines, "stock") == moves, day
        unpaid = held["note"].filter(pl.col("status").is_in(["held", "issued"]))
        notes = dict(unpaid.group_by("side").agg(pl.col("amount").sum()).iter_rows())
        assert total(lines, "notes_receivable") == notes.get("receivable", 0), day
        assert total(lines, "notes_payable") == -notes.get("payable", 0), day
    expected = sum((told["seen_on"] <= day).sum() for day in DAYS)
    assert differing == expected
    lines = versions["bank_line"].sort("bank_account_id", "sequence")
    opening = versions["bank_account"].select("opening_amount", bank_account_id="id")
    run = lines.join(opening, on="bank_account_id", maintain_order="left").with_columns(
        _run=pl.col("opening_amount") + pl.col("amount").cum_sum().over("bank_account_id")
    )
    assert (run["_run"] == run["balance_amount"]).all()
    assert lines.filter(pl.col("value_date") < pl.col("value_date").shift(1).over("bank_account_id")).is_empty()


def test_tables_fit_and_refer_to_what_is_there(group: Planted, tmp_path: Path) -> None:
    for system, tables in group.tables.items():
        versions = widened(group.versions[system])
        for name, table in tables.items():
            frame = versions[name]
            assert frame.columns == [*table.columns, FROM, UNTIL], name
            assert frame.filter(pl.col(UNTIL) <= pl.col(FROM)).is_empty(), name
            assert frame.select(table.key, FROM).is_duplicated().sum() == 0, name
            for column, given in table.columns.items():
                assert given.is_nullable or frame[column].null_count() == 0, (name, column)
                assert not given.allowed or frame[column].drop_nulls().is_in(given.allowed).all(), (name, column)
            if "created_at" in frame.columns:
                assert (frame["updated_at"] >= frame["created_at"]).all(), name
        assert_days(list(tables.values()), versions, DAYS[1:])
        assert_fills(list(tables.values()), versions, DAYS[2], tmp_path / system)


def test_numbers_of_documents_stay_unique(group: Planted) -> None:
    for table in ("sales_invoice", "purchase_invoice", "receipt", "payment", "journal_entry", "sales_order"):
        numbers = group.versions["erp"][table].unique("id").select("company_id", "number")
        assert numbers.is_duplicated().sum() == 0, table


def test_equal_arguments_plant_equal_faults_and_zero_plants_none(planted: Callable[..., Planted]) -> None:
    none = {
        kind: {name: dict.fromkeys(given[name], 0) for name in ("faults", "lookalikes") if name in given}
        for kind, given in shipped().items()
    }
    empty = planted(0.02, 7, none)
    assert empty.truth.filter(pl.col("variant") != "natural").is_empty()
    again = planted(0.02, 7, {"duplicate_payment": {"says": shipped()["duplicate_payment"]["says"]}})
    one = planted(0.02, 7)
    assert again is not one
    assert again.truth.equals(one.truth)
    for system, versions in one.versions.items():
        for name, frame in versions.items():
            assert frame.equals(again.versions[system][name]), name


def test_added_rows_come_behind_those_that_were_there() -> None:
    days = [date(2026, 1, day) for day in (1, 1, 3, 2, 9)]
    base = pl.DataFrame({"id": [3, 4, 6, 7, 9], FROM: days})
    added = pl.DataFrame({"id": [10**9 + 1, 10**9, 10**9 + 2], FROM: [date(2026, 1, day) for day in (3, 1, 30)]})
    shift = shift_of(base, added, "id")
    # the row of the 2nd stands behind that of the 3rd: what comes on the 3rd comes behind both
    assert shift.moved(pl.Series([3, 4, 6, 7, 9])).to_list() == [3, 4, 7, 8, 11]
    assert shift.moved(pl.Series([10**9, 10**9 + 1, 10**9 + 2, None])).to_list() == [5, 9, 12, None]


def test_added_rows_are_the_first_where_there_was_none() -> None:
    base = pl.DataFrame(schema={"id": pl.Int64, FROM: pl.Date})
    added = pl.DataFrame({"id": [10**9 + 1, 10**9], FROM: [date(2026, 1, day) for day in (3, 4)]})
    assert shift_of(base, added, "id").moved(pl.Series([10**9, 10**9 + 1, None])).to_list() == [2, 1, None]


def test_the_truth_is_for_this_user_alone(tmp_path: Path, planted: Callable[..., Planted]) -> None:
    truth = planted(0.02, 7).truth
    write_truth(tmp_path, truth)
    assert read_truth(tmp_path / "truth").equals(truth)
    assert stat.S_IMODE((tmp_path / "truth").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "truth" / "truth.csv").stat().st_mode) == 0o600
    with pytest.raises(QuarterdeckError, match="holds no truth"):
        read_truth(tmp_path)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"duplicate_payments": {}}, "duplicate_payments is unknown"),
        ({"duplicate_payment": {"faults": {"strange": 1}}}, "duplicate_payment.faults.strange is unknown"),
        ({"duplicate_payment": {"faults": {"exact": -1}}}, "duplicate_payment.faults.exact is -1"),
        ({"duplicate_payment": {"faults": {"exact": "many"}}}, "duplicate_payment.faults.exact is 'many'"),
        ({"duplicate_payment": 3}, "duplicate_payment is 3"),
    ],
)
def test_parameters_that_are_not_understood(changes: dict[str, object], says: str) -> None:
    with pytest.raises(SettingsError, match=says.replace(".", r"\.")):
        fault_parameters(changes)


def test_parameters_change_in_part() -> None:
    changed = fault_parameters({"duplicate_payment": {"faults": {"exact": 0}}})
    assert changed["duplicate_payment"]["faults"] == shipped()["duplicate_payment"]["faults"] | {"exact": 0}
    assert changed["duplicate_claim"] == shipped()["duplicate_claim"]


def test_the_document_is_made_from_the_parameters() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == faults_document(), "make documents"


def test_the_truth_says_when_everything_is_seen_whatever_the_day(planted: Callable[..., Planted]) -> None:
    faults = Faults.of(first_clock(AS_OF, 7, 0.02, {}).later(100))
    for _ in make_systems(first_clock(AS_OF, 7, 0.02, {}).later(100), quiet, faults):
        pass
    assert faults.truth().equals(planted(0.02, 7).truth)
