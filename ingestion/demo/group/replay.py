"""Versions of rows that change often and in no fixed order: their changes are replayed in the order of time."""

import numpy as np
import polars as pl

from ingestion.demo.group.schema import Table
from ingestion.demo.group.versions import FROM, GONE, SEEN, UNTIL
from ingestion.demo.group.world import World


def replay(rows: pl.DataFrame, *events: pl.DataFrame) -> pl.DataFrame:
    """Every version of every row; `versions.history` is for changes that come once and in order.

    Args:
        rows: the rows as they are first entered: `id` first, `created_at` (Datetime, UTC), and if need be `_seen_on`
            (Date: committed later than stamped) and `_gone_on` (Date: physically deleted).
        events: changes: `id`, `at` (Datetime) and the columns that change, where null means: as it was. One that would
            come before the row was made comes with it; of several on one day, the day's last state is a version.

    Returns:
        the rows' columns, `updated_at`, `_from` and `_until`, as `versions.history` has them.
    """
    changing = sorted({name for event in events for name in event.columns} - {"id", "at"})
    first = rows.select("id", *changing, at="created_at", _order=pl.lit(0, pl.Int32))
    later = [event.with_columns(_order=pl.lit(at, pl.Int32)) for at, event in enumerate(events, start=1)]
    fixed = rows.select(pl.all().exclude(changing)).with_columns(
        _visible=pl.max_horizontal(pl.col("created_at").dt.date(), *([SEEN] if SEEN in rows.columns else [])),
        _gone=pl.col(GONE) if GONE in rows.columns else pl.lit(None, pl.Date),
    )
    states = (
        pl.concat([first, *later], how="diagonal_relaxed")
        .join(fixed, on="id", how="inner")
        .with_columns(at=pl.max_horizontal("at", "created_at"))
        .sort("id", "at", "_order", maintain_order=True)
        .with_columns(
            *(pl.col(name).forward_fill().over("id") for name in changing),
            pl.max_horizontal(pl.col("at").dt.date(), "_visible").alias(FROM),
        )
        .filter((pl.col("id") != pl.col("id").shift(-1)).fill_null(True) | (pl.col(FROM) != pl.col(FROM).shift(-1)))
        .with_columns(pl.min_horizontal(pl.col(FROM).shift(-1).over("id"), "_gone").alias(UNTIL))
        .filter(pl.col(UNTIL).is_null() | (pl.col(FROM) < pl.col(UNTIL)))
    )
    return states.rename({"at": "updated_at"}).select(*rows.columns, "updated_at", FROM, UNTIL)


def seen_late(world: World, name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `_seen_on`: a few are committed one to three days after their stamp."""
    random = world.random(f"{name} seen late")
    late = random.random(rows.height) < world.parameters["care"]["late_commits"]
    days = pl.Series(np.where(late, random.integers(1, 4, rows.height), 0))
    return rows.with_columns((pl.col("created_at").dt.date() + pl.duration(days=pl.lit(days))).alias(SEEN))


def fitted(world: World, table: Table, versions: pl.DataFrame, offsets: dict[str, int]) -> pl.DataFrame:
    """The versions that begin before the timeline ends, with the table's columns and no others.

    Args:
        world: its last day.
        table: whose rows.
        versions: with the table's columns, and `_from` and `_until`.
        offsets: what a system's keys of a table are more than those of the versions, in this table and in every column
            that refers to it.
    """
    keys = {table.key: table.name} | {name: one.references for name, one in table.columns.items() if one.references}
    return versions.filter(pl.col(FROM).to_physical() <= world.timeline.last).select(
        *(
            (pl.col(name).cast(pl.Int64) + offsets.get(keys[name], 0)) if name in keys else pl.col(name)
            for name in table.columns
        ),
        FROM,
        UNTIL,
    )
