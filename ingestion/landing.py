"""Landing: what is new or changed in a system goes, unchanged, to the landing zone as one load.

A table is read from its cursor less a lag, or whole; rows that are landed already, to the letter, are dropped. Then
the table is *proven*: rows, a checksum of keys and of the columns that matter, and sums of its measures are computed
by the source and over what the landing zone will hold. When they differ (a deletion, a change without a stamp, a
commit behind the cursor), the table is read whole in the same snapshot, missing keys get tombstones, and it is proven
again. So a refresh costs little, and nothing is missed silently.
"""

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from ingestion import loader
from ingestion.column_types import lossy_changes
from ingestion.databases import Source, open_source
from ingestion.manifest import Table, manifest_of
from ingestion.reading import read_table
from ingestion.table_reading import Reading
from ingestion.zone import landed
from quarterdeck.atomic import replace_text
from quarterdeck.errors import LandingError, QuarterdeckError, SourceError
from quarterdeck.layout import Layout
from quarterdeck.settings import System
from quarterdeck.zone import TABLES_FILE, completed_loads

Say = Callable[[str], None]


@dataclass
class TableLoad:
    """How one table was read and what it brought.

    Attributes:
        mode: first, incremental, full, or corrected (incremental, disproved, read whole).
        read_rows: rows that came from the source.
        new_rows, changed_rows, deleted_rows: row versions that were landed; deleted ones are tombstones.
        source_rows: rows that the source holds.
        error: why the table was left as it was; its last good data stays.
    """

    table_name: str
    mode: str
    read_rows: int = 0
    new_rows: int = 0
    changed_rows: int = 0
    deleted_rows: int = 0
    source_rows: int = 0
    error: str | None = None

    @property
    def landed_rows(self) -> int:
        """Row versions that the load adds."""
        return self.new_rows + self.changed_rows + self.deleted_rows


@dataclass
class SystemLoad:
    """Outcome of one extraction of a system: its load id (None: nothing new) and its tables."""

    system: str
    started_at: datetime
    load_id: str | None = None
    tables: list[TableLoad] = field(default_factory=list)

    @property
    def errors(self) -> list[str]:
        """What went wrong, table by table."""
        return [f"{t.table_name}: {t.error}" for t in self.tables if t.error]


def land(system: System, layout: Layout, *, full: bool = False, say: Say = lambda _: None) -> SystemLoad:
    """Extract one system and land what is new.

    Args:
        system: the system of the settings.
        layout: where the landing zone lies.
        full: read every table whole instead of from its cursor.
        say: told about progress, a line a table.

    Raises:
        SourceError: the system could not be reached or broke off; nothing was landed.
    """
    outcome = SystemLoad(system.name, datetime.now(UTC))
    folder = layout.landing / system.name
    loader.forget_unfinished(layout, system.name)
    layout.build.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f"extract-{system.name}-", dir=layout.build))
    try:
        with duckdb.connect(str(scratch / "incoming.duckdb")) as connection, open_source(system) as source:
            connection.execute("set memory_limit = '1GB'")
            connection.execute("set preserve_insertion_order = false")
            connection.execute("pragma disable_checkpoint_on_shutdown")  # the file is thrown away
            changed = _read_all(connection, source, system, folder, scratch, full, outcome, say)
            if outcome.errors and not completed_loads(folder):
                # a warehouse with a table missing from the start would show wrong totals
                raise LandingError(
                    f"System {system.name!r}: its first load needs every table, and nothing was landed. "
                    + " ".join(outcome.errors)
                )
            if changed:
                outcome.load_id = loader.load(
                    layout,
                    system.name,
                    [(reading.table.name, reading.to_land(connection)) for reading in changed],
                    [_load_row(t, system.name, outcome.started_at) for t in outcome.tables if not t.error],
                )
                _write_table_names(system, folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return outcome


def _read_all(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    system: System,
    folder: Path,
    scratch: Path,
    full: bool,
    outcome: SystemLoad,
    say: Say,
) -> list[Reading]:
    """Read and prove every table of the kind; returns those with something to land."""
    manifest = manifest_of(system.kind)
    readings: dict[str, Reading] = {}
    for table in manifest.tables:
        try:
            columns = _landable(source, table, manifest.ignore_columns)
        except LandingError as error:
            outcome.tables.append(TableLoad(table.name, "missing", error=str(error)))
            continue
        if columns is None:
            continue
        known = landed(connection, folder, table)
        if lossy := lossy_changes(known.columns, columns):
            outcome.tables.append(TableLoad(table.name, "refused", error=lossy))
            continue
        readings[table.name] = Reading(table, columns, known, full or not known.files, scratch)
    source.begin()
    for reading in readings.values():
        if not _follows_parent(reading, outcome):
            reading.read_whole()
        table_load = TableLoad(reading.table.name, reading.mode)
        try:
            read_table(connection, source, reading, timedelta(minutes=system.lag_minutes), table_load)
        except SourceError:
            raise
        except (QuarterdeckError, duckdb.Error, pa.ArrowException) as error:
            table_load.error = f"{error}".splitlines()[0]
        outcome.tables.append(table_load)
        say(_line(system.name, table_load))
    return [readings[t.table_name] for t in outcome.tables if not t.error and t.landed_rows]


def _landable(source: Source, table: Table, ignored: frozenset[str]) -> dict[str, str] | None:
    """The columns of a table that are landed; None when an optional table is absent.

    Raises:
        LandingError: the table, or a column that models read, is missing.
    """
    found = source.columns(table)
    if found is None:
        if table.optional:
            return None
        raise LandingError(
            f"the table {table.source!r} does not exist in the source, or its user may not read it; grant it "
            "SELECT, or check that this database is of the configured kind."
        )
    needed = dict.fromkeys((*table.columns, *table.proof, *table.measures))
    missing = [c for c in needed if c not in found]
    if missing:
        raise LandingError(
            f"{table.source!r} has no column {', '.join(missing)}; the version of the application may not be one "
            "that this kind was tested against (see its README)."
        )
    return {name: kind for name, kind in found.items() if name not in ignored}


def _follows_parent(reading: Reading, outcome: SystemLoad) -> bool:
    """Whether its parents say which children to read: not when they were themselves left as they were."""
    parent = reading.table.parent[0] if reading.table.parent else None
    return parent is None or any(t.table_name == parent and not t.error for t in outcome.tables)


def _load_row(table: TableLoad, system: str, started_at: datetime) -> dict[str, object]:
    row = asdict(table) | {"system": system, "extracted_at": started_at.replace(tzinfo=None)}
    row.pop("error")
    return row


def _write_table_names(system: System, folder: Path) -> None:
    """So that a source's row can be found by the names that facts carry."""
    names: dict[str, list[dict[str, str]]] = {}
    for table in manifest_of(system.kind).tables:
        names.setdefault(table.source, []).append({"table": table.name, "key": table.key})
    replace_text(folder / TABLES_FILE, json.dumps(names, indent=1))


def _line(system: str, table: TableLoad) -> str:
    if table.error:
        return f"{system}.{table.table_name}: left as it was. {table.error}"
    return (
        f"{system}.{table.table_name}: {table.mode}, read {table.read_rows:,}, new {table.new_rows:,}, "
        f"changed {table.changed_rows:,}, deleted {table.deleted_rows:,} of {table.source_rows:,}"
    )
