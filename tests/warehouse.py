"""The group's four systems, landed and built once for every test that compares the warehouse with their own files."""

import atexit
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from flows import steps
from quarterdeck.settings import Settings, load_settings
from tests.group import copy_group, group_settings, quiet

SYSTEMS = ("erp", "oa", "crm", "pm")
AS_OF = date(2026, 10, 31)
SCALE = 0.05
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Warehouse:
    """Every model beside the files from which it comes.

    Attributes:
        folder: with the systems' SQLite files.
        settings: of the installation, in which it is published.
        connection: to the build file and, as `serving`, to what is published, for reading.
    """

    folder: Path
    settings: Settings
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


@cache
def make_warehouse() -> Warehouse:
    """The group as of a day, landed, built, audited and published by the real steps. The first call takes a minute."""
    folder = Path(tempfile.mkdtemp(prefix="quarterdeck-warehouse-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    copy_group(folder, SYSTEMS, as_of=AS_OF, scale=SCALE)
    config = folder / "quarterdeck.toml"
    # Shanghai's day begins while it is yesterday in UTC, in which the systems keep their instants
    config.write_text(group_settings(f'as_of = {AS_OF}\ntime_zone = "Asia/Shanghai"', SYSTEMS), encoding="utf-8")
    settings = load_settings(config)
    for system in settings.systems.values():
        steps.extract(settings, system, full=False, say=quiet)
    seen = steps.snapshot(settings, quiet)
    steps.build(settings, quiet)
    published = steps.publish_build(settings, seen, quiet, steps.audit(settings, quiet))
    [built] = settings.layout.last_build.glob("*.duckdb")
    connection = duckdb.connect(str(built), read_only=True)
    connection.execute(f"attach '{published.path}' as serving (read_only)")
    atexit.register(connection.close)
    return Warehouse(folder, settings, connection)


def _sorted(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: [(value is not None, value) for value in row])
