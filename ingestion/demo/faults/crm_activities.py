"""Calls, mails, visits and meetings that planters write into the CRM."""

import numpy as np
import polars as pl

from ingestion.demo.faults.ground import Ground
from ingestion.demo.group.versions import FROM, UNTIL, stamp
from ingestion.demo.group.world import dates, numbers

_PROMPT = 0.8  # so many are written down on the day, as the generator's are


def add_activities(ground: Ground, random: np.random.Generator, rows: pl.DataFrame, every: list[int]) -> None:
    """Write activities, one after the other in a span.

    Args:
        ground: of the CRM.
        random: what decides.
        rows: account_id, opportunity_id (may be null), user_id, from_on (before the first), until_on (the last day).
        every: least and most days from one to the next.
    """
    if rows.is_empty():
        return
    least, most = every
    length = int((rows["until_on"] - rows["from_on"]).dt.total_days().max() or 0)  # type: ignore[arg-type]
    steps = random.integers(least, most + 1, (rows.height, max(length // least, 1))).cumsum(1)
    day = np.asarray(numbers(rows["from_on"]))[:, None] + steps
    at, place = np.nonzero(day <= numbers(rows["until_on"])[:, None])
    happened = day[at, place].astype(np.int32)
    happened -= np.where((happened + 3) % 7 >= 5, (happened + 3) % 7 - 4, 0).astype(np.int32)  # a Friday, not later
    given = ground.world.parameters["care"]["activities"]
    kind = random.choice(list(given["kinds"]), len(at), p=list(given["kinds"].values()))
    usual = np.array([given["minutes"][one] for one in kind.tolist()])
    minutes = np.maximum(np.rint(usual * np.exp(random.normal(0, 0.5, len(at))) / 5), 1).astype(np.int64) * 5
    lag = np.where(random.random(len(at)) < _PROMPT, 0, random.integers(1, 6, len(at)))
    contacts = ground.versions["contact"].group_by("account_id").agg(contact_id=pl.col("id").min())
    found = (
        rows[at.tolist()]
        .with_columns(
            pl.Series("kind", kind),
            pl.Series("duration_minutes", minutes),
            pl.Series("day", dates(happened)),
            pl.Series("lag", lag),
            ground.new_keys("activity", len(at)).alias("id"),
        )
        .join(contacts, on="account_id", maintain_order="left")
        .with_columns(happened_at=stamp(pl.max_horizontal("day", "from_on")))
        .with_columns(created_at=pl.col("happened_at") + pl.duration(days=pl.col("lag"), minutes=20))
        .with_columns(
            pl.col("created_at").dt.date().alias(FROM), pl.lit(None, pl.Date).alias(UNTIL), updated_at="created_at"
        )
    )
    ground.add("activity", found.filter(pl.col(FROM) <= ground.world.timeline.end))
