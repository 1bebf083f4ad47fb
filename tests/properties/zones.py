"""Landing zones of a source file that grows: landed again and again, or once and whole."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from ingestion.demo.group.erp.schema import TABLES as ERP_TABLES
from ingestion.landing import land
from ingestion.manifest import manifest_of
from ingestion.snapshot import write_snapshot
from quarterdeck.settings import Settings, load_settings
from tests.properties.books import Book
from tests.properties.erp_tables import Row, Rows, erp_rows, stored
from tests.properties.histories import History
from tests.properties.warehouse import KIND

SYSTEM = "demo"
_TABLES = {table.name: table for table in manifest_of(KIND).tables}
_FIRST_LOOK = datetime(2025, 9, 1, 12)


def settings_for(folder: Path, source: Path, book: Book | None = None) -> Settings:
    """Settings of an installation with an empty landing zone over a source file."""
    folder.mkdir(parents=True)
    companies = [one for one in book.companies if one.code] if book else []
    config = folder / "quarterdeck.toml"
    config.write_text(
        f'presentation_currency = "CNY"\nas_of = 2025-01-31\n[systems.{SYSTEM}]\nkind = "{KIND}"\n'
        f'url = "sqlite:///{source}"\n'
        + "".join(
            f'[[companies]]\ncode = "{one.code}"\nname = "Company {one.code}"\ncurrency = "{one.currency}"\n'
            f'sources = {{ {SYSTEM} = "{one.id}" }}\n'
            for one in companies
        )
    )
    return load_settings(config)


def land_look_by_look(settings: Settings, source: Path, history: History) -> Path:
    """Let the source go through its states and land each; returns the snapshot of what is landed in the end."""
    before: Rows = {name: [] for name in _TABLES}
    with closing(sqlite3.connect(source)) as connection:
        for table in ERP_TABLES:
            for statement in table.ddl(postgres=False):
                connection.execute(statement)
        for look, state in enumerate(history.states):
            after = erp_rows(state)
            late = {table for number, table in history.late if number == look}
            _change(connection, before, after, _FIRST_LOOK + timedelta(days=look), late)
            before = after
            land_cleanly(settings)
    return snapshot_of(settings)


def land_cleanly(settings: Settings) -> None:
    """Land what is new; every table must be read and proven."""
    outcome = land(settings.systems[SYSTEM], settings.layout)
    assert not outcome.errors, outcome.errors


def snapshot_of(settings: Settings) -> Path:
    """What a build would see of a landing zone."""
    settings.layout.build.mkdir(parents=True, exist_ok=True)
    write_snapshot(settings, settings.layout.build_file)
    return settings.layout.build_file


def _change(connection: sqlite3.Connection, before: Rows, after: Rows, moment: datetime, late: set[str]) -> None:
    """Bring the source's tables from one state to the next, stamping what changes, and the parents of what does."""
    touched: dict[str, set[object]] = {name: set() for name in _TABLES}
    for name in reversed(_TABLES):  # children before their parents
        table = _TABLES[name]
        old, new = ({row[table.key]: row for row in rows[name]} for rows in (before, after))
        stamp = moment - timedelta(days=1, hours=2) if name in late else moment
        for key in old.keys() - new.keys():
            connection.execute(f"delete from {name} where {table.key} = ?", [key])
        changed = {key for key in new if old.get(key) != new[key]}
        for key in touched[name] & new.keys():
            _write(connection, name, new[key], moment)
        for key in changed:
            _write(connection, name, new[key], stamp)
        if table.parent and name not in late:
            parent, column = table.parent
            gone = old.keys() - new.keys()
            touched[parent] |= {row[column] for row in _rows_of(old, gone | changed)} | {
                row[column] for row in _rows_of(new, changed)
            }
    connection.commit()


def _rows_of(rows: dict[object, Row], keys: set[object]) -> Iterator[Row]:
    return (rows[key] for key in keys if key in rows)


def _write(connection: sqlite3.Connection, table: str, row: Row, stamp: datetime) -> None:
    values = {name: stored(value) for name, value in (row | {"updated_at": stamp}).items()}
    columns = [found[1] for found in connection.execute(f"pragma table_info({table})")]
    assert values.keys() <= set(columns)
    marks = ", ".join("?" * len(values))
    connection.execute(f"insert or replace into {table} ({', '.join(values)}) values ({marks})", list(values.values()))
