"""The group's four systems, landed and conformed once for every test of this folder."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows import steps
from flows.build import build_place, make_snapshot
from flows.dbt_process import copy_project, follow_dbt
from quarterdeck.settings import load_settings
from tests.group import copy_group, group_settings, quiet

SYSTEMS = ("erp", "oa", "crm", "pm")
AS_OF = date(2026, 10, 31)
SCALE = 0.05
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Warehouse:
    """Staging and conformed models beside the files from which they come.

    Attributes:
        folder: with the systems' SQLite files.
        connection: to the build file, for reading.
    """

    folder: Path
    connection: duckdb.DuckDBPyConnection

    def rows(self, sql: str) -> Rows:
        """Rows of a query on the warehouse (`conformed.orders`), in the order of their values."""
        return _sorted(self.connection.execute(sql).fetchall())

    def references(self, child: str, column: str, parent: str, key: str) -> tuple[int, int]:
        """How many rows of one relation name a row of another, and how many of them name one that is not there."""
        [(stated, lost)] = self.rows(
            f"select count(child.{column}), count(*) filter (child.{column} is not null and parent.{key} is null) "
            f"from {child} as child left join {parent} as parent on child.{column} = parent.{key}"
        )
        return stated, lost

    def source_rows(self, system: str, sql: str) -> Rows:
        """Rows of a query on a system's own file, in the order of their values."""
        with closing(sqlite3.connect(self.folder / f"{system}.sqlite")) as connection:
            return _sorted(connection.execute(sql).fetchall())


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The group as of a day, landed by the real pipeline and built up to conformed, its dbt tests passed."""
    folder = tmp_path_factory.mktemp("conformed")
    copy_group(folder, SYSTEMS, as_of=AS_OF, scale=SCALE)
    config = folder / "quarterdeck.toml"
    # Shanghai's day begins while it is yesterday in UTC, in which the systems keep their instants
    config.write_text(group_settings('time_zone = "Asia/Shanghai"', SYSTEMS), encoding="utf-8")
    settings = load_settings(config)
    for system in settings.systems.values():
        steps.extract(settings, system, full=False, say=quiet)
    make_snapshot(settings)
    place = build_place(settings, "project")
    copy_project(place.project, custom=None)
    layers = ["resource_type:seed", "path:models/staging", "path:models/conformed"]
    only = ["--exclude-resource-type", "unit_test", "--indirect-selection", "cautious"]
    outcome = follow_dbt(place, ["build", *only, "--select", *layers], quiet)
    assert outcome.code == 0, outcome.failures
    with closing(duckdb.connect(str(settings.layout.build_file), read_only=True)) as connection:
        yield Warehouse(folder, connection)


def _sorted(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: [(value is not None, value) for value in row])
