"""What the OA and the project system show of faults of receivables: milestones, changes of contracts, warranties."""

import polars as pl

from ingestion.demo.faults.ground import CONTEXT, Ground
from ingestion.demo.faults.receivables_agreed import AGREED
from ingestion.demo.faults.receivables_trade import CLAIMS, FORGOTTEN
from ingestion.demo.group.oa.common import OFFSETS
from ingestion.demo.group.pm.tables import OFFSETS as PM_OFFSETS
from ingestion.demo.group.versions import FROM, UNTIL, stamp

_WHY = {
    "stage": "The milestone was reached long ago; there is no invoice for it.",
    "billed_late": "Invoiced weeks after it was reached, as now and then.",
    "deferred": "An approved change of the contract's terms lets it be invoiced months later.",
}
_REPORTED_DAYS = 9
_MONTH = 30.4


def plant_in_oa(ground: Ground) -> None:
    """Milestones that are entered as done, warranties that are longer, and the changes behind them."""
    forgotten = ground.left[FORGOTTEN].with_columns(id="milestone_id")
    _reported(ground, forgotten)
    for (variant, lookalike), rows in forgotten.group_by("variant", "lookalike", maintain_order=True):
        ground.tell(
            "forgotten_collection",
            str(variant),
            "contract_milestone",
            rows,
            _WHY[str(variant)],
            lookalike=bool(lookalike),
        )
    claims = ground.left[CLAIMS]
    _extended(ground, claims.filter("lookalike"))
    milestones = ground.chains.milestones.filter(pl.col("kind") == "retention").select("contract_id", id="id")
    natural = ground.left["retention_unclaimed natural"].with_columns(lookalike=pl.lit(False), _v=pl.lit("natural"))
    named = claims.with_columns(
        _v=pl.when("lookalike").then(pl.lit("extended_warranty")).otherwise(pl.lit("never_claimed"))
    )
    columns = ["fault", "lookalike", "_v", "contract_id", "happened_on", "seen_on", "currency", "amount"]
    every = pl.concat([named.select(columns), natural.select(columns)], how="vertical_relaxed")
    every = every.join(milestones, on="contract_id", how="left", maintain_order="left").with_columns(
        _contract=pl.col("contract_id") + OFFSETS["contract"]
    )
    why = "The warranty has ended, and with it the retention is due."
    for (variant, lookalike), rows in every.group_by("_v", "lookalike", maintain_order=True):
        for table, key in (("contract_milestone", "id"), ("contract", "_contract")):
            ground.tell("retention_unclaimed", str(variant), table, rows, why, key=key, lookalike=bool(lookalike))
    _tell_changes(ground)


def _reported(ground: Ground, rows: pl.DataFrame) -> None:
    """What nobody entered as done is entered some days later, as the others are."""
    last = ground.last("contract_milestone").join(rows.select("id", _on="happened_on"), on="id")
    last = last.filter(pl.col("status") != "done").drop("_first")
    day = pl.col("_on") + pl.duration(days=2 + pl.col("id") % _REPORTED_DAYS)
    before = last.with_columns(day.alias(UNTIL)).filter(pl.col(FROM) < pl.col(UNTIL))
    after = last.with_columns(
        status=pl.lit("done"), happened_on="_on", updated_at=stamp(day, 1), **{FROM: pl.max_horizontal(day, FROM)}
    )
    if last.height:
        ground.replace("contract_milestone", pl.concat([before, after]))


def _extended(ground: Ground, claims: pl.DataFrame) -> None:
    """The contract's warranty is longer from the approval on, and what hangs on its end comes later."""
    agreed = ground.left[AGREED].filter(pl.col("kind") == "retention_unclaimed").select("contract_id", "approved_on")
    rows = claims.join(agreed, on="contract_id").with_columns(
        _days=(pl.col("_until") - pl.col("happened_on")).dt.total_days(),
        _oa=pl.col("contract_id") + OFFSETS["contract"],
    )
    contracts = rows.select("_days", "approved_on", "_until", id="_oa")
    months = (pl.col("_days") / _MONTH).round().cast(pl.Int64)
    versions = ground.versions["contract"].filter(pl.col("id").is_in(contracts["id"].implode()))
    # it is closed only when the longer warranty has ended
    closes = (pl.col("closed_on") > pl.col("approved_on")).fill_null(False)
    _put_off(ground, "contract", versions.join(contracts, on="id"), closes, "closed_on")
    first = versions.unique("id", keep="first").select("id", "warranty_months")
    ground.change(
        "contract",
        contracts.join(first, on="id").select("id", "approved_on", warranty_months=pl.col("warranty_months") + months),
        since="approved_on",
    )
    milestones = ground.chains.milestones.filter(pl.col("kind") == "retention").select("contract_id", id="id")
    items = rows.join(milestones, on="contract_id").select("id", "approved_on", "_until", "_days")
    held = ground.versions["contract_milestone"].join(items, on="id")
    _put_off(ground, "contract_milestone", held, pl.col("status") == "done", "happened_on")
    ground.change("contract_milestone", items.select("id", "approved_on", planned_on="_until"), since="approved_on")


def _put_off(ground: Ground, table: str, versions: pl.DataFrame, is_after: pl.Expr, column: str) -> None:
    """Let what some versions (is_after) came of, on the day of a column, be `_days` later; those before last longer."""
    by = pl.duration(days=pl.col("_days"))
    is_next = is_after.shift(-1).over("id").fill_null(False) & ~is_after
    later = versions.sort("id", FROM).with_columns(
        *(
            pl.when(is_after).then(pl.col(name) + by).otherwise(name).alias(name)
            for name in (column, "updated_at", FROM)
        ),
        pl.when(is_next).then(pl.col(UNTIL) + by).otherwise(UNTIL).alias(UNTIL),
    )
    if later.height:
        ground.replace(table, later)


def _tell_changes(ground: Ground) -> None:
    """The changes that excuse what looks like a fault."""
    changes = ground.chains.deals.changes.filter(pl.col("net_amount") == 0)
    agreed = ground.left[AGREED].join(
        changes.select("id", "contract_id", "reason", "applied_on"), on=["contract_id", "reason", "applied_on"]
    )
    known = ground.last("contract_change").select("id", "_first")
    agreed = agreed.join(known, on="id").with_columns(
        happened_on="applied_on", seen_on=pl.max_horizontal("_first", "approved_on")
    )
    for (kind, variant), rows in agreed.sort("id").group_by("kind", "variant", maintain_order=True):
        ground.tell(
            str(kind), str(variant), "contract_change", rows, "This approved change of the contract says so.",
            lookalike=True, role=CONTEXT,
        )  # fmt: skip
    ground.take("contract_change", agreed["id"])


def plant_in_pm(ground: Ground) -> None:
    """The milestones of projects that stand for forgotten ones."""
    projects = ground.chains.projects.select("contract_id", project_id=pl.col("id") + PM_OFFSETS["project"])
    stages = ground.chains.milestones.select("sequence", milestone_id="id")
    forgotten = ground.left[FORGOTTEN].join(projects, on="contract_id").join(stages, on="milestone_id")
    kept = ground.last("milestone").select("id", "project_id", "_first", sequence="contract_milestone")
    rows = forgotten.join(kept.cast({"sequence": forgotten.schema["sequence"]}), on=["project_id", "sequence"])
    rows = rows.with_columns(seen_on=pl.max_horizontal("seen_on", "_first"))
    for (variant, lookalike), told in rows.sort("id").group_by("variant", "lookalike", maintain_order=True):
        ground.tell(
            "forgotten_collection", str(variant), "milestone", told, _WHY[str(variant)], lookalike=bool(lookalike)
        )
