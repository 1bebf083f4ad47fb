"""How well the product's findings meet the truth about planted faults."""

from collections.abc import Collection
from datetime import date
from typing import Any

import polars as pl

from ingestion.demo.faults.ground import SUBJECT

_NAMED = ["kind", "system", "table", "key"]


def score(
    truth: pl.DataFrame, findings: pl.DataFrame, detectors: Collection[str], given: dict[str, Any], day: date
) -> pl.DataFrame:
    """Precision and recall by kind of fault.

    A finding is right when it names a row that the truth calls the subject of a fault of its kind (or, where a row is
    missing, what the truth calls it). It is a false alarm when it names anything else; look-alikes are counted apart.
    What names only what is seen later is not counted: an entry that will be put right stands wrong until then.

    Args:
        truth: see ground.TRUTH.
        findings: rule, system (erp, oa, crm, pm), source_table, source_key, subject_key (texts).
        detectors: the rules that the product has, whether they found anything or not.
        given: the parameters of the faults, by kind; `rule` names the rule where it is not called like the kind.
        day: of the findings; what is seen only later is not asked for.

    Returns:
        kind, says, rule (null: no detector), faults, found, lookalikes, flagged (look-alikes that were taken for
        faults), findings, right (findings), precision, recall (Float64; null without findings, without faults, or
        without a detector); by kind.
    """
    kinds = pl.DataFrame(
        {
            "kind": list(given),
            "says": [one["says"] for one in given.values()],
            "rule": [one.get("rule", kind) for kind, one in given.items()],
        },
        schema={"kind": pl.String, "says": pl.String, "rule": pl.String},
    )
    told = truth.filter(pl.col("role") == SUBJECT).with_columns(pl.col("key").cast(pl.String))
    seen, later = (told.filter((pl.col("seen_on") <= day) == is_seen) for is_seen in (True, False))
    made = findings.with_row_index("finding").join(kinds.select("kind", "rule"), on="rule")
    met = _met(made, seen)
    early = _met(made, later).join(met, on=["kind", "finding"], how="anti")
    made = made.join(early, on=["kind", "finding"], how="anti")
    is_fault = pl.col("is_fault")
    counts = (
        kinds.join(_counted(seen, "fault", is_fault, "faults"), on="kind", how="left")
        .join(_counted(seen, "fault", ~is_fault, "lookalikes"), on="kind", how="left")
        .join(_counted(met, "fault", is_fault, "found"), on="kind", how="left")
        .join(_counted(met, "fault", ~is_fault, "flagged"), on="kind", how="left")
        .join(_counted(met, "finding", is_fault, "right"), on="kind", how="left")
        .join(_counted(made, "finding", pl.lit(True), "findings"), on="kind", how="left")
        .with_columns(pl.col("faults", "lookalikes", "found", "flagged", "right", "findings").fill_null(0))
        .with_columns(rule=pl.when(pl.col("rule").is_in(list(detectors))).then("rule"))
    )
    has_detector = pl.col("rule").is_not_null()
    return counts.select(
        "kind", "says", "rule", "faults", "found", "lookalikes", "flagged", "findings", "right",
        precision=pl.when(has_detector & (pl.col("findings") > 0)).then(pl.col("right") / pl.col("findings")),
        recall=pl.when(has_detector & (pl.col("faults") > 0)).then(pl.col("found") / pl.col("faults")),
    ).sort("kind")  # fmt: skip


def _met(made: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Which findings (kind, finding) name which subjects (fault, is_fault)."""
    columns = ["kind", "finding", "fault", "is_fault"]
    named = made.join(
        told.select(*_NAMED, "fault", "is_fault").drop_nulls("key"),
        left_on=["kind", "system", "source_table", "source_key"],
        right_on=_NAMED,
    )
    called = made.join(
        told.filter(pl.col("detail").is_not_null()).select("kind", "system", "detail", "fault", "is_fault"),
        left_on=["kind", "system", "subject_key"],
        right_on=["kind", "system", "detail"],
    )
    return pl.concat([named.select(columns), called.select(columns)]).unique()


def _counted(rows: pl.DataFrame, what: str, which: pl.Expr, name: str) -> pl.DataFrame:
    return rows.filter(which).group_by("kind").agg(pl.col(what).n_unique().alias(name))
