"""What every system of the group must hold on every day: whole keys, references that resolve, tables that fit."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import polars as pl

from ingestion.demo.group.deals import Deals, make_deals
from ingestion.demo.group.masters import Masters, make_masters
from ingestion.demo.group.milestones import make_milestones
from ingestion.demo.group.projects import make_projects
from ingestion.demo.group.schema import Table
from ingestion.demo.group.store import SqliteStore, fill
from ingestion.demo.group.timeline import Timeline
from ingestion.demo.group.versions import FROM, UNTIL, moved, on_day
from ingestion.demo.group.world import World, parameters

CASES = (("2026-11-21", 7, 0.1), ("2025-03-10", 11, 0.05))
"""Days on which groups were made, their seeds and their scales."""


@dataclass(frozen=True)
class Ground:
    """What the chains begin with."""

    world: World
    masters: Masters
    deals: Deals
    milestones: pl.DataFrame
    projects: pl.DataFrame


@cache
def ground(anchor: str, seed: int, scale: float) -> Ground:
    """A group's masters, deals, milestones and projects."""
    world = World(Timeline(date.fromisoformat(anchor)), seed, scale, parameters())
    masters = make_masters(world)
    deals = make_deals(world, masters)
    return Ground(world, masters, deals, make_milestones(world, masters, deals), make_projects(world, masters, deals))


def days_of(world: World) -> list[date]:
    """Some days from the first to the last."""
    anchor = world.timeline.anchor
    offsets = (-700, -333, -31, -1, 0, 1, 90, 399)
    return [world.timeline.start, *(anchor + timedelta(days=days) for days in offsets)]


def assert_versions(tables: Sequence[Table], versions: Mapping[str, pl.DataFrame]) -> None:
    """Each table's versions have its columns, end after they begin, and follow each other without overlapping."""
    assert list(versions) == [table.name for table in tables]
    for table in tables:
        frame = versions[table.name]
        assert frame.height, table.name
        assert frame.columns == [*table.columns, FROM, UNTIL]
        assert frame.filter(pl.col(UNTIL) <= pl.col(FROM)).is_empty(), table.name
        ordered = frame.sort(table.key, FROM)
        following = ordered.select(
            pl.col(UNTIL) == pl.col(FROM).shift(-1).over(table.key),
            last=pl.col(FROM).shift(-1).over(table.key).is_null(),
        )
        assert following.filter(~pl.col("last"))[UNTIL].all(), table.name
        assert (frame["updated_at"] >= frame["created_at"]).all(), table.name
        assert (frame["updated_at"].dt.date() <= frame[FROM]).all(), table.name
        for name, column in table.columns.items():
            if not column.is_nullable:
                assert frame[name].null_count() == 0, (table.name, name)
            if column.allowed:
                assert frame[name].drop_nulls().is_in(column.allowed).all(), (table.name, name)


def assert_days(tables: Sequence[Table], versions: Mapping[str, pl.DataFrame], days: Sequence[date]) -> None:
    """On each of the days keys are unique and every reference resolves."""
    for day in days:
        held = {table.name: on_day(versions[table.name], pl.lit(day)) for table in tables}
        for table in tables:
            frame = held[table.name]
            assert frame[table.key].is_unique().all(), (table.name, day)
            for name, column in table.columns.items():
                if column.references:
                    keys = held[column.references].select(pl.first().alias(name))
                    lost = frame.filter(pl.col(name).is_not_null()).join(keys, on=name, how="anti")
                    assert lost.is_empty(), (table.name, name, day, lost.head(3))


def assert_fills(tables: Sequence[Table], versions: Mapping[str, pl.DataFrame], day: date, folder: Path) -> None:
    """A database takes what is held on the day, and finds no reference that leads nowhere."""
    path = folder / "system.db"
    with SqliteStore.replacing(path) as store:
        fill(store, tables, {name: on_day(frame, pl.lit(day)) for name, frame in versions.items()})
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("pragma foreign_key_check").fetchall() == []


def assert_moves(versions: Mapping[str, pl.DataFrame], before: date, steps: Sequence[int]) -> None:
    """Going on by several steps comes to where one step goes; something comes."""
    days = [before]
    for step in steps:
        days.append(days[-1] + timedelta(days=step))
    for name, frame in versions.items():
        held = on_day(frame, pl.lit(days[0]))
        for one, other in zip(days, days[1:], strict=False):
            gone, come = moved(frame, pl.lit(one), pl.lit(other))
            held = pl.concat([held.join(gone, on=[frame.columns[0], FROM], how="anti"), come])
        assert held.sort("id").equals(on_day(frame, pl.lit(days[-1])).sort("id")), name
