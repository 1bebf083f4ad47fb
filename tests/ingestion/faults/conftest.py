"""Groups with planted faults, made once a session."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest

from ingestion.demo.faults.parameters import shipped
from ingestion.demo.faults.plan import Faults
from ingestion.demo.group.make import first_clock, make_systems
from ingestion.demo.group.schema import Table
from ingestion.demo.group.versions import on_day
from tests.group import quiet

AS_OF = date(2026, 11, 21)


def promised(kind: str, variant: str, scale: float) -> int:
    """How many of a variant there have to be in the history of a group, by the shipped parameters."""
    given = shipped()[kind]
    count: int = (given.get("faults", {}) | given.get("lookalikes", {}))[variant]
    if not count or scale < given.get("from_scale", {}).get(variant, 0):
        return 0
    return count if given.get("fixed") else max(1, round(count * scale**0.5))


@dataclass(frozen=True)
class Planted:
    """A group with faults.

    Attributes:
        as_of: the day as of which it is made.
        scale: of the group.
        versions: of the rows of every table of every system.
        tables: of every system.
        truth: see TRUTH.
        missing: what was promised and found no place.
    """

    as_of: date
    scale: float
    versions: dict[str, dict[str, pl.DataFrame]]
    tables: dict[str, dict[str, Table]]
    truth: pl.DataFrame
    missing: list[str]

    def rows(self, system: str, table: str, day: date | None = None) -> pl.DataFrame:
        """What a table holds on a day; else in the end."""
        return on_day(self.versions[system][table], pl.lit(day or date(2100, 1, 1)))

    def told(self, kind: str, variant: str | None = None, role: str | None = "subject") -> pl.DataFrame:
        """The truth about a kind."""
        found = self.truth.filter(pl.col("kind") == kind)
        found = found if variant is None else found.filter(pl.col("variant") == variant)
        return found if role is None else found.filter(pl.col("role") == role)

    def past(self, kind: str, variant: str) -> int:
        """How many faults (or look-alikes) of a variant are seen on the day as of which the group is made."""
        seen = self.told(kind, variant).group_by("fault").agg(pl.col("seen_on").min())
        return seen.filter(pl.col("seen_on") <= self.as_of).height


@cache
def make_planted(scale: float, seed: int, changes: str = "{}") -> Planted:
    """A group with faults; `changes`: the representation of a dictionary of changed parameters."""
    import ast

    clock = first_clock(AS_OF, seed, scale, ast.literal_eval(changes))
    faults = Faults.of(clock)
    systems = list(make_systems(clock, quiet, faults))
    return Planted(
        AS_OF,
        scale,
        {system.name: system.versions for system in systems},
        {system.name: {table.name: table for table in system.tables} for system in systems},
        faults.truth(),
        faults.missing,
    )


@pytest.fixture(scope="session")
def planted() -> Callable[..., Planted]:
    """`planted(scale, seed)`: a group; `planted(scale, seed, {...})`: with changed parameters of faults."""

    def made(scale: float, seed: int, changes: dict[str, Any] | None = None) -> Planted:
        return make_planted(scale, seed, repr(changes or {}))

    return made
