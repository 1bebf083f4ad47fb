"""Precision and recall of findings against a truth that is known by heart."""

from datetime import date

import polars as pl

from ingestion.demo.faults.ground import TRUTH
from ingestion.demo.faults.score import score

GIVEN = {
    "twice": {"says": "Paid twice."},
    "differs": {"says": "Differs.", "rule": "difference"},
    "unseen": {"says": "Nobody looks."},
}
DAY = date(2026, 6, 30)


def truth(*rows: tuple[str, str, bool, int | None, str | None, str, date]) -> pl.DataFrame:
    frame = pl.DataFrame(
        rows, schema=["fault", "kind", "is_fault", "key", "detail", "role", "seen_on"], orient="row",
        schema_overrides={"key": pl.Int64, "detail": pl.String},
    ).with_columns(system=pl.lit("erp"), table=pl.lit("payment"))  # fmt: skip
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name) for name, kind in TRUTH.items()
    )


KNOWN = truth(
    ("t-1", "twice", True, 1, None, "subject", DAY),
    ("t-1", "twice", True, 2, None, "subject", DAY),  # either of the two payments may be named
    ("t-1", "twice", True, 3, None, "context", DAY),
    ("t-2", "twice", True, 4, None, "subject", DAY),
    ("t-3", "twice", False, 5, None, "subject", DAY),
    ("t-4", "twice", True, 6, None, "subject", date(2026, 7, 1)),  # not yet
    ("d-1", "differs", True, None, "receivable|c|erp|CNY", "subject", DAY),
    ("u-1", "unseen", True, 9, None, "subject", DAY),
)


def found(*rows: tuple[str, str | None, str | None, str]) -> pl.DataFrame:
    schema = dict.fromkeys(("rule", "source_table", "source_key", "subject_key"), pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(system=pl.lit("erp"))


def of_kind(scores: pl.DataFrame, kind: str) -> dict[str, object]:
    return scores.filter(pl.col("kind") == kind).drop("kind", "says").to_dicts()[0]


def test_findings_are_right_by_the_rows_that_they_name() -> None:
    findings = found(
        ("twice", "payment", "1", ""),
        ("twice", "payment", "2", ""),  # the same fault again
        ("twice", "payment", "3", ""),  # context: not what is wrong
        ("twice", "payment", "5", ""),  # a look-alike
        ("twice", "payment", "6", ""),  # early: it is not counted
        ("twice", "receipt", "4", ""),  # another table
        ("difference", None, None, "receivable|c|erp|CNY"),
        ("difference", None, None, "receivable|d|erp|CNY"),
        ("overdue", "payment", "4", ""),  # no fault's rule
    )
    scores = score(KNOWN, findings, {"twice", "difference", "overdue"}, GIVEN, DAY)
    assert scores["kind"].to_list() == ["differs", "twice", "unseen"]
    assert of_kind(scores, "twice") == {
        "rule": "twice", "faults": 2, "found": 1, "lookalikes": 1, "flagged": 1, "findings": 5, "right": 2,
        "precision": 0.4, "recall": 0.5,
    }  # fmt: skip
    assert of_kind(scores, "differs") == {
        "rule": "difference", "faults": 1, "found": 1, "lookalikes": 0, "flagged": 0, "findings": 2, "right": 1,
        "precision": 0.5, "recall": 1.0,
    }  # fmt: skip
    assert of_kind(scores, "unseen") == {
        "rule": None, "faults": 1, "found": 0, "lookalikes": 0, "flagged": 0, "findings": 0, "right": 0,
        "precision": None, "recall": None,
    }  # fmt: skip


def test_a_detector_that_finds_nothing_has_a_recall_and_no_precision() -> None:
    scores = score(KNOWN, found(), {"twice"}, GIVEN, date(2026, 7, 1))
    assert of_kind(scores, "twice")["faults"] == 3
    assert (of_kind(scores, "twice")["recall"], of_kind(scores, "twice")["precision"]) == (0.0, None)
    nothing = score(KNOWN.clear(), found(), {"twice"}, GIVEN, DAY)
    assert (of_kind(nothing, "twice")["recall"], of_kind(nothing, "twice")["precision"]) == (None, None)
