"""Fund plans that are revised again and again, each revision asked for and approved as the plan itself was."""

from typing import Any

import numpy as np
import polars as pl

from ingestion.demo.faults.draws import real, whole
from ingestion.demo.faults.ground import CONTEXT, Ground
from ingestion.demo.group.oa.common import OFFSETS
from ingestion.demo.group.versions import FROM, UNTIL
from ingestion.demo.group.world import MINOR_UNIT, World

_UNIT = 1000 * MINOR_UNIT
_REASONS = ("receipt delayed", "urgent payment", "price")
_INSTANTS = ("created_at", "updated_at", "submitted_at", "finished_at", "arrived_at", "decided_at")
_DAYS = ("submitted_on", "approved_on", FROM, UNTIL)
_OPENS, _MOST = (1 * 3600, 14 * 3600), 3000
"""Second of the day (UTC) at which offices open, here and abroad; by how many seconds a copy differs at most."""
_HORIZON = 50
"""Days from a plan to the last revision that could be added to it."""


def plans_are_revised_again(ground: Ground) -> None:
    """Plant plan_revised; the look-alike, one large revision, is the generator's own."""
    kind, given = "plan_revised", ground.given["plan_revised"]
    plans, why = _unrevised(ground), "The plan was revised again and again in and after its month."
    possible, parts = _possible(ground, plans), []
    for variant, shape in given["shapes"].items():
        revisions = _dated(ground, plans, possible, shape, variant)
        decisive = revisions.filter(pl.col("sequence") == given["least"]).select("plan_id", seen_on="submitted_on")
        picked = ground.pick(kind, variant, decisive, table="fund_plan", key="plan_id", day="seen_on")
        parts.append(revisions.join(picked, on="plan_id").with_columns(variant=pl.lit(variant)))
    revisions = pl.concat(parts).sort("plan_id", "sequence")
    if revisions.height:
        keys = _enter(ground, revisions)
        told = revisions.with_columns(keys.alias("id"), happened_on="seen_on")
        told = told.filter(pl.col("sequence") <= given["least"])
        for (variant,), rows in told.partition_by("variant", as_dict=True).items():
            ground.tell(kind, str(variant), "fund_plan", rows.unique("fault"), why, key="plan_id")
            ground.tell(kind, str(variant), "fund_plan_revision", rows, why)
    _tell_large(ground)


def _unrevised(ground: Ground) -> pl.DataFrame:
    """Plans that nobody revised, with a template: the plan itself and its request, approved at once by who is here."""
    revisions = ground.last("fund_plan_revision")
    alone = revisions.filter(pl.len().over("plan_id") == 1, pl.col("status") == "approved")
    steps = ground.last("request_step").join(alone.select("request_id"), on="request_id", how="semi")
    staying = ground.last("employee").filter(pl.col("left_on").is_null()).select(approver_id="id")
    odd = (pl.col("round") > 1) | pl.col("acting_for_id").is_not_null() | (pl.col("decision") != "approved")
    leaving = steps.join(staying, on="approver_id", how="anti")
    plain = alone.join(pl.concat([steps.filter(odd), leaving]), on="request_id", how="anti")
    return (
        plain.filter((pl.col("approved_on") - pl.col("submitted_on")).dt.total_days() <= 3)
        .join(ground.last("fund_plan").select("month_on", "company_id", plan_id="id"), on="plan_id")
        .filter(pl.col("payment_amount") + pl.col("receipt_amount") >= 10 * _UNIT)
        .select(
            *("plan_id", "request_id", "company_id", "month_on", "submitted_on", "approved_on"),
            day=pl.col("month_on").dt.month_end(),
            template_id="id",
        )
    )


def _dated(
    ground: Ground, plans: pl.DataFrame, possible: pl.DataFrame, shape: dict[str, Any], variant: str
) -> pl.DataFrame:
    """One row a revision that a plan could have, of plans that could have enough of them.

    Returns:
        the plans' columns, sequence, shift (days after the template), submitted_on, reason, _receipts and _payments
        (what is left of the template's amounts).
    """
    given, random = ground.given["plan_revised"], ground.random(f"plan revisions {variant}")
    counts = random.integers(given["least"], given["most"], plans.height, endpoint=True)
    row = np.repeat(np.arange(plans.height), counts)
    place = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    apart = whole(random, shape["apart"], plans.height)[row]
    wanted = plans[row].with_columns(
        _after=(pl.col("month_on") - pl.col("submitted_on")).dt.total_days()
        + pl.Series(shape["begins"] - 1 + place * apart),
        reason=pl.Series(random.choice(_REASONS, len(row)), dtype=pl.String),
        _receipts=pl.Series(real(random, shape["receipts"], len(row))),
        _payments=pl.Series(real(random, shape["payments"], len(row))),
    )
    found = wanted.sort("_after").join_asof(
        possible.sort("shift"), left_on="_after", right_on="shift", by="plan_id", strategy="forward",
        check_sortedness=False, coalesce=False,
    ).drop_nulls("shift").sort("plan_id", "shift")  # fmt: skip
    # one is asked for when the one before it is approved
    taken = (pl.col("approved_on") - pl.col("submitted_on")).dt.total_days()
    found = found.filter((pl.col("shift").diff().over("plan_id") > taken).fill_null(True))
    found = found.with_columns(sequence=pl.int_range(1, pl.len() + 1).over("plan_id"))
    found = found.filter(pl.col("sequence").max().over("plan_id") >= given["least"])
    scales = ("_receipts", "_payments")
    if variant != "back_and_forth":
        found = found.with_columns(pl.col(name).cum_prod().over("plan_id") for name in scales)
    return found.with_columns(submitted_on=pl.col("submitted_on") + pl.duration(days="shift"))


def _possible(ground: Ground, plans: pl.DataFrame) -> pl.DataFrame:
    """By how many days (shift) the template of each plan (plan_id) can move so that people still work on all days."""
    steps = ground.last("request_step").join(plans.select("plan_id", "request_id"), on="request_id")
    days = pl.concat(
        [
            plans.select("plan_id", _day="submitted_on"),
            *(steps.select("plan_id", _day=pl.col(name).dt.date()) for name in ("arrived_at", "decided_at")),
        ]
    ).unique()
    grid = days.join(pl.DataFrame({"shift": range(5, _HORIZON)}, schema={"shift": pl.Int64}), how="cross")
    companies = plans.select("plan_id", _abroad=pl.col("company_id") == _overseas(ground))
    grid = grid.join(companies, on="plan_id").with_columns(_moved=pl.col("_day") + pl.duration(days="shift"))
    works = {country: _working(ground.world, grid["_moved"], country) for country in ("CN", "US")}
    grid = grid.with_columns(_works=pl.when("_abroad").then(works["US"]).otherwise(works["CN"]))
    return grid.group_by("plan_id", "shift").agg(pl.col("_works").all()).filter("_works").sort("plan_id", "shift")


def _overseas(ground: Ground) -> int:
    """Key of the company abroad in the OA, where companies stand first in the tree of departments."""
    own: int = ground.chains.masters.companies.filter(pl.col("currency") != "CNY")["id"][0]
    return OFFSETS["department"] + own


def _working(world: World, days: pl.Series, country: str) -> pl.Series:
    return pl.Series(world.timeline.is_working(days.to_physical().to_numpy(), country))


def _enter(ground: Ground, revisions: pl.DataFrame) -> pl.Series:
    """Copies of each template: its request, steps, revision and lines, later and with other amounts."""
    revisions = revisions.with_columns(
        ground.new_keys("fund_plan_revision", revisions.height).alias("_revision"),
        ground.new_keys("request", revisions.height).alias("_request"),
    )
    revisions = revisions.with_columns(_seconds=_seconds(ground, revisions))
    lines = _scaled(ground, revisions)
    totals = lines.group_by("_revision").agg(
        (pl.col("amount").filter(pl.col("direction") == name).sum()).alias(f"_{name}")
        for name in ("receipt", "payment")
    )
    revisions = revisions.join(totals, on="_revision", how="left", maintain_order="left")
    of = revisions.select(
        *("_revision", "_request", "shift", "_seconds", "sequence", "reason", "_receipt", "_payment", "template_id"),
        "request_id",
    )
    asked = _moved(ground, "request", of.rename({"request_id": "id"}), "id").with_columns(
        id="_request", amount=pl.max_horizontal("_receipt", "_payment")
    )
    ground.add("request", _numbered(ground, asked))
    steps = _moved(ground, "request_step", of, "request_id").with_columns(request_id="_request")
    pairs = steps.select("id", "request_id").unique(maintain_order=True)
    pairs = pairs.with_columns(ground.new_keys("request_step", pairs.height).alias("_key"))
    steps = steps.join(pairs, on=["id", "request_id"], maintain_order="left").with_columns(id="_key")
    ground.add("request_step", steps)
    rows = _moved(ground, "fund_plan_revision", of.drop("reason", "request_id").rename({"template_id": "id"}), "id")
    reasons = of.select("_revision", _reason="reason")
    rows = rows.join(reasons, on="_revision", maintain_order="left").with_columns(
        id="_revision", request_id="_request", revision="sequence", reason="_reason", receipt_amount="_receipt",
        payment_amount="_payment",
    )  # fmt: skip
    ground.add("fund_plan_revision", rows)
    keys = ground.add("fund_plan_line", lines.drop("id").with_columns(revision_id="_revision"))
    _refer(ground, lines.with_columns(keys.alias("_line")), revisions)
    return revisions["_revision"]


def _moved(ground: Ground, table: str, of: pl.DataFrame, on: str) -> pl.DataFrame:
    """All versions of the templates' rows, `shift` days and `_seconds` later."""
    versions = ground.versions[table].join(of, on=on, maintain_order="left")
    later = ((_DAYS, pl.duration(days="shift")), (_INSTANTS, pl.duration(days="shift", seconds="_seconds")))
    return versions.with_columns(
        pl.col(name) + much for names, much in later for name in names if name in versions.columns
    )


def _seconds(ground: Ground, revisions: pl.DataFrame) -> pl.Series:
    """By how much each copy's times of day differ from the template's, so that all stay in office hours."""
    of = revisions.select("request_id", abroad=pl.col("company_id") == _overseas(ground))
    steps = ground.last("request_step").join(of.unique(), on="request_id")
    begins = pl.when("abroad").then(_OPENS[1]).otherwise(_OPENS[0])
    at = pl.concat_list("arrived_at", "decided_at").explode()
    room = (
        steps.group_by("request_id", "abroad")
        .agg(_earliest=_of_day(at).min(), _latest=_of_day(at).max())
        .select(
            "request_id",
            _least=-(pl.col("_earliest") - begins).clip(0, _MOST),
            _most=(begins + 9 * 3600 - 1 - pl.col("_latest")).clip(0, _MOST),
        )
    )
    drawn = pl.Series(ground.random("seconds of revisions").random(revisions.height))
    return revisions.join(room, on="request_id", maintain_order="left").select(
        (pl.col("_least") + drawn * (pl.col("_most") - pl.col("_least"))).cast(pl.Int64)
    ).to_series()  # fmt: skip


def _of_day(instant: pl.Expr) -> pl.Expr:
    return (instant - instant.dt.truncate("1d")).dt.total_seconds()


def _scaled(ground: Ground, revisions: pl.DataFrame) -> pl.DataFrame:
    """The templates' lines with the amounts of each revision."""
    of = revisions.select("_revision", "shift", "_seconds", "_receipts", "_payments", revision_id="template_id")
    lines = _moved(ground, "fund_plan_line", of, "revision_id")
    scale = pl.when(pl.col("direction") == "receipt").then("_receipts").otherwise("_payments")
    amount = (pl.col("amount") * scale / _UNIT).round().clip(1).cast(pl.Int64) * _UNIT
    return lines.with_columns(amount=amount)


def _numbered(ground: Ground, asked: pl.DataFrame) -> pl.DataFrame:
    """Requests of plans have numbers by month and order of submission: those that come between move the later ones."""
    plans = ground.last("request").filter(pl.col("form_type") == "fund_plan", pl.col("number").is_not_null())
    every = pl.concat([one.select("id", "number", "submitted_at") for one in (plans, asked.unique("id"))])
    month = pl.col("submitted_at").dt.to_string("%Y%m")
    every = every.sort("submitted_at", "id").with_columns(
        number=pl.concat_str(
            pl.col("number").str.extract(r"^([A-Z]+)-"), month,
            pl.int_range(1, pl.len() + 1).over(month).cast(pl.String).str.zfill(4), separator="-",
        )
    )  # fmt: skip
    changed = every.join(plans.select("id", _old="number"), on="id").filter(pl.col("number") != pl.col("_old"))
    ground.change("request", changed.select("id", "number"))
    return asked.drop("number").join(every.select("id", "number"), on="id", maintain_order="left")


def _refer(ground: Ground, lines: pl.DataFrame, revisions: pl.DataFrame) -> None:
    """Who asks for a payment after a revision refers to its line."""
    old = ground.last("fund_plan_line").select("revision_id", "line_number", fund_plan_line_id="id")
    old = old.join(revisions.select("plan_id", revision_id="template_id").unique(), on="revision_id")
    newer = lines.select("line_number", "_line", "_revision").join(
        revisions.select("_revision", "plan_id", "submitted_on"), on="_revision"
    )
    asked = ground.last("payment_request").select("id", "requested_on", "fund_plan_line_id").drop_nulls()
    found = (
        asked.join(old, on="fund_plan_line_id")
        .join(newer, on=["plan_id", "line_number"])
        .filter(pl.col("submitted_on") < pl.col("requested_on"))
        .sort("id", "submitted_on")
        .unique("id", keep="last", maintain_order=True)
    )
    ground.change("payment_request", found.select("id", fund_plan_line_id="_line"))


def _tell_large(ground: Ground) -> None:
    """Plans with a single revision that changes much."""
    kind, large = "plan_revised", ground.given["plan_revised"]["large"]
    revisions = ground.last("fund_plan_revision").sort("plan_id", "revision")
    total = pl.col("receipt_amount") + pl.col("payment_amount")
    single = revisions.filter(pl.len().over("plan_id") == 2).with_columns(
        _change=total / total.shift(1).over("plan_id") - 1, amount=total
    )
    single = single.filter(pl.col("_change").abs() >= large, pl.col("revision") == 1).with_columns(
        seen_on="submitted_on", happened_on="submitted_on"
    )
    picked = ground.pick(kind, "one_large", single, table="fund_plan", key="plan_id", day="seen_on", lookalike=True)
    why = "One revision that changes much, because something new was known."
    ground.tell(kind, "one_large", "fund_plan", picked, why, lookalike=True, key="plan_id")
    ground.tell(kind, "one_large", "fund_plan_revision", picked, why, lookalike=True, role=CONTEXT)
