"""Opportunities on which nobody works, and customers whom nobody has taken over."""

import polars as pl

from ingestion.demo.faults.crm_activities import add_activities
from ingestion.demo.faults.ground import Ground
from ingestion.demo.faults.told import final
from ingestion.demo.group.deals import STAGES
from ingestion.demo.group.versions import FROM, UNTIL, stamp

_STALLED = "stalled_opportunity"
_DECIDED = {"stage": "lost", "probability": 0}


def plant_stalled_opportunities(ground: Ground) -> None:
    """Opportunities that would have been lost stay open; what is long for a reason is so too."""
    given, random = ground.given[_STALLED], ground.random(_STALLED)
    _tell_natural(ground)
    lost = _lost(ground).with_columns(seen_on=pl.col("last_on") + pl.duration(days=given["silence_days"]))
    # drawn for all, so that what is picked moves nobody else's numbers
    least, most = given["tender_days"]
    tender = pl.lit(pl.Series(random.integers(least, most + 1, lost.height)))
    soonest, latest = given["decided_days"]
    decided = pl.lit(pl.Series(random.integers(int(soonest), int(latest) + 1, lost.height)))
    lost = lost.with_columns(tender_on=pl.col("last_on") + pl.duration(days=tender)).with_columns(
        decided_on=pl.col("tender_on") + pl.duration(days=decided)
    )
    for stage in STAGES:
        picked = ground.pick(_STALLED, stage, lost.filter(pl.col("stage") == stage), table="opportunity", day="seen_on")
        _reopen(ground, picked)
        why = "The opportunity is open; its last activity lies far back and its expected day has passed."
        ground.tell(_STALLED, stage, "opportunity", picked, why)
    picked = ground.pick(_STALLED, "long_active", lost, table="opportunity", day="seen_on", lookalike=True)
    _reopen(ground, picked)
    _keep_working(ground, picked)
    why = "The opportunity is open for very long, but somebody works on it every few weeks."
    ground.tell(_STALLED, "long_active", "opportunity", picked, why, lookalike=True)
    # what waited long ago is decided today, and looks like nothing at all
    waits = lost.filter(pl.max_horizontal("seen_on", "tender_on") > ground.world.timeline.anchor)
    picked = ground.pick(_STALLED, "awaiting_tender", waits, table="opportunity", day="seen_on", lookalike=True)
    _reopen(ground, picked)
    _await_tender(ground, picked)
    why = "Nobody works on it because all wait for the tender, whose day stands in the title and lies ahead."
    ground.tell(_STALLED, "awaiting_tender", "opportunity", picked, why, lookalike=True)


def _lost(ground: Ground) -> pl.DataFrame:
    """Lost opportunities as they stood before.

    Returns:
        id, account_id, owner_id (who stays to the end), stage, currency, amount, last_on (last activity or stage),
        happened_on (the same), title, close_reason.
    """
    versions = ground.versions["opportunity"]
    lost = final(ground, "opportunity").filter(pl.col("stage") == "lost").select("id", "close_reason")
    before = versions.filter(pl.col("stage").is_in(STAGES)).sort("id", FROM).group_by("id", maintain_order=True)
    active = ground.last("crm_user").filter("is_active").select(owner_id="id")
    entered = (
        final(ground, "opportunity_stage")
        .filter(pl.col("stage").is_in(STAGES))
        .group_by(pl.col("opportunity_id").alias("id"))
        .agg(_entered=pl.col("entered_at").max().dt.date())
    )
    worked = _activity_days(ground).group_by("id").agg(_worked=pl.col("day").max())
    return (
        before.agg(pl.all().last())
        .select("id", "account_id", "owner_id", "stage", "currency", "title", amount="expected_amount")
        .join(lost, on="id")
        .join(active, on="owner_id")
        .join(entered, on="id")
        .join(worked, on="id")
        .with_columns(last_on=pl.max_horizontal("_entered", "_worked"))
        .with_columns(happened_on="last_on")
        .drop("_entered", "_worked")
        .sort("id")
    )


def _activity_days(ground: Ground) -> pl.DataFrame:
    rows = ground.versions["activity"].filter(pl.col("opportunity_id").is_not_null())
    return rows.select(id="opportunity_id", day=pl.col("happened_at").dt.date())


def _tell_natural(ground: Ground) -> None:
    """Those that fall silent for so long without anybody's planting."""
    silence = ground.given[_STALLED]["silence_days"]
    end = pl.lit(ground.world.timeline.end)
    rows = final(ground, "opportunity").select(
        "id", "_first", "currency", amount="expected_amount", _end=pl.col("closed_at").dt.date().fill_null(end)
    )
    days = pl.concat([_activity_days(ground), rows.select("id", day="_first"), rows.select("id", day="_end")]).sort(
        "id", "day"
    )
    gaps = days.with_columns(happened_on=pl.col("day").shift(1).over("id")).filter(
        (pl.col("day") - pl.col("happened_on")).dt.total_days() >= silence
    )
    found = gaps.unique("id", keep="first", maintain_order=True).drop("day").join(rows, on="id")
    found = found.with_columns(
        ground.names(_STALLED, found.height), seen_on=pl.col("happened_on") + pl.duration(days=silence)
    )
    ground.take("opportunity", found["id"])
    why = "Nobody worked on the open opportunity for very long."
    ground.tell(_STALLED, "natural", "opportunity", found, why)


def _reopen(ground: Ground, picked: pl.DataFrame) -> None:
    """Let them never be decided, nor their quotes: those expire."""
    keys = picked["id"].implode()
    open_ones = ground.versions["opportunity"].filter(pl.col("id").is_in(keys) & (pl.col("stage") != "lost"))
    is_last = pl.int_range(pl.len()).over("id") == pl.len().over("id") - 1
    open_ones = open_ones.sort("id", FROM)
    ground.replace("opportunity", open_ones.with_columns(pl.when(~is_last).then(UNTIL).alias(UNTIL)))
    stages = ground.versions["opportunity_stage"]
    closing = stages.filter(pl.col("opportunity_id").is_in(keys) & (pl.col("stage") == "lost"))
    ground.remove("opportunity_stage", closing["id"])
    quotes = ground.versions["quote"].filter(pl.col("opportunity_id").is_in(keys)).sort("id", FROM)
    refused = quotes.filter((pl.col("status") == "rejected").any().over("id"))
    day = pl.max_horizontal(pl.col("valid_until") + pl.duration(days=1), FROM)
    expired = refused.filter(pl.col("status") == "rejected").with_columns(
        day.alias(FROM), status=pl.lit("expired"), decided_on=day, updated_at=stamp(day, 1)
    )
    first = refused.filter(pl.col("status") != "rejected").join(
        expired.select("id", _day=FROM), on="id", maintain_order="left"
    )
    first = first.with_columns(pl.col("_day").alias(UNTIL)).drop("_day")
    ground.replace("quote", pl.concat([first, expired]))


def _keep_working(ground: Ground, picked: pl.DataFrame) -> None:
    """Activities to the end, and an expected day that is moved again and again."""
    given, random = ground.given[_STALLED], ground.random(f"{_STALLED} long")
    last = ground.world.timeline.end
    rows = picked.select(
        "account_id", opportunity_id="id", user_id="owner_id", from_on="last_on", until_on=pl.lit(last)
    )
    add_activities(ground, random, rows, given["active_every"])
    least, most = given["postponed_every"]
    steps = -(-(ground.world.timeline.last - ground.world.timeline.first) // least)
    gaps = random.integers(least, most + 1, (picked.height, steps))
    moved = (
        picked.select("id", "last_on")
        .with_columns(step=pl.lit(pl.Series(gaps.cumsum(1).tolist(), dtype=pl.List(pl.Int64))))
        .explode("step")
        .with_columns(day=pl.col("last_on") + pl.duration(days=pl.col("step")))
    )
    moved = moved.filter(pl.col("day") <= last).drop_nulls("step")
    current = ground.versions["opportunity"].filter(
        pl.col("id").is_in(picked["id"].implode()) & pl.col(UNTIL).is_null()
    )
    later = current.join(moved.select("id", "day"), on="id", maintain_order="left").sort("id", "day")
    later = later.with_columns(
        pl.col("day").alias(FROM),
        pl.col("day").shift(-1).over("id").alias(UNTIL),
        expected_close_on=pl.col("day") + pl.duration(days=most),
        updated_at=stamp(pl.col("day"), 2),
    ).drop("day")
    ends = later.group_by("id").agg(_ends=pl.col(FROM).min())
    earlier = ground.versions["opportunity"].filter(pl.col("id").is_in(picked["id"].implode()))
    earlier = earlier.join(ends, on="id", how="left", maintain_order="left").with_columns(
        pl.coalesce(UNTIL, "_ends").alias(UNTIL)
    )
    ground.replace("opportunity", pl.concat([earlier.drop("_ends"), later.select(current.columns)]))


def _await_tender(ground: Ground, picked: pl.DataFrame) -> None:
    """The day of the tender stands in the title; when it has come, somebody calls, and the deal is decided."""
    rows = picked.with_columns(
        since=pl.col("last_on"),
        title=pl.concat_str(
            "title", pl.lit("（招标定于 tender on "), pl.col("tender_on").dt.to_string("%Y-%m-%d"), pl.lit("）")
        ),
    )
    ground.change("opportunity", rows.select("id", "title", "since", expected_close_on="tender_on"), since="since")
    decided = rows.filter(pl.col("decided_on") <= ground.world.timeline.end)
    at = stamp(pl.col("decided_on"), 3)
    values = {name: pl.lit(value) for name, value in _DECIDED.items()}
    changes = decided.select("id", "close_reason", "decided_on", **values, closed_at=at, expected_close_on="decided_on")
    ground.change("opportunity", changes, since="decided_on")
    ground.add(
        "opportunity_stage",
        decided.select(
            opportunity_id="id", **values, expected_amount="amount", expected_close_on="decided_on",
            changed_by="owner_id", entered_at=at, created_at=at, updated_at=at,
            **{FROM: pl.col("decided_on"), UNTIL: pl.lit(None, pl.Date)},
        ),
    )  # fmt: skip
    calls = decided.select(
        "account_id", opportunity_id="id", user_id="owner_id", from_on="tender_on", until_on="decided_on"
    )
    add_activities(ground, ground.random(f"{_STALLED} tender"), calls, [1, 4])
