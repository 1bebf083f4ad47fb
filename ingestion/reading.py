"""Reading one table: from its cursor or whole, what changed, what is gone, and the proof."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from ingestion.comparing import compare, count, proof_after, said
from ingestion.databases import Proof, Source
from ingestion.manifest import DeletePolicy, Table
from ingestion.table_reading import Reading
from ingestion.zone import quoted
from quarterdeck.errors import LandingError, SourceError

if TYPE_CHECKING:
    from ingestion.landing import TableLoad

_PARENTS_PER_QUERY = 500
SUSPICIOUS_ROWS = 100
"""A table with so many landed rows does not become empty without somebody saying so."""


def read_table(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    reading: Reading,
    lag: timedelta,
    outcome: "TableLoad",
) -> None:
    """Fill `changes_<table>` with the row versions to land, and prove them.

    Raises:
        LandingError: a key is null or stands twice, or the proof fails even after the table was read whole.
        SourceError: the source broke off.
    """
    table = reading.table
    reading.known.newest(connection, reading.newest)
    if reading.ahead:
        if not _has_newest_stamp(connection, source, reading):
            _catch_up(connection, source, reading, lag)
    elif reading.whole:
        _read(connection, source, reading)
    else:
        _read_changed(connection, source, reading, lag)
    # The server proves its side while we prove ours; in its snapshot nothing has changed since the reading.
    with ThreadPoolExecutor(1, "proof") as pool:
        proving = pool.submit(source.proof, table)
        proven = _compared(connection, reading)
        truth = proving.result()
    outcome.read_rows = count(connection, reading.incoming)
    landed_rows = count(connection, reading.newest)
    if truth.rows == 0 and landed_rows >= SUSPICIOUS_ROWS and reading.mode != "full":
        raise LandingError(
            f"{table.source!r} is empty in the source, and {landed_rows:,} rows of it are landed; its last good data "
            "stays. If it is right that they are gone, run `quarterdeck refresh --full`."
        )
    if proven != truth and reading.ahead:
        # changed since the read ahead, and not by the newest stamp
        _catch_up(connection, source, reading, lag)
        proven = _compared(connection, reading)
        outcome.read_rows = count(connection, reading.incoming)
    if proven != truth:
        if reading.mode == "incremental":
            outcome.mode = "corrected"
        # Deletions, changes without a stamp, late commits: the whole table, in the same snapshot, settles it.
        if not reading.whole or reading.ahead:
            _read(connection, source, reading)
            outcome.read_rows += count(connection, reading.incoming)
        reading.whole = True
        after = _compared(connection, reading)
        if after != truth:
            raise LandingError(
                f"the source proves {said(truth)}, but what would be landed is {said(after)}; nothing of this table "
                "was landed. Run `quarterdeck refresh --full`; if it stays, a column of this table has a type that is "
                "not read exactly: report it."
            )
    outcome.source_rows = truth.rows
    outcome.deleted_rows = count(connection, reading.changes, "_is_deleted")
    outcome.changed_rows = count(
        connection,
        reading.changes,
        f"not _is_deleted and {quoted(table.key)}::varchar "
        f"in (select {quoted(table.key)}::varchar from {reading.newest})",
    )
    outcome.new_rows = count(connection, reading.changes) - outcome.deleted_rows - outcome.changed_rows


def _compared(connection: duckdb.DuckDBPyConnection, reading: Reading) -> Proof:
    """Find what changed; the proof of what would be landed with it."""
    compare(connection, reading)
    return proof_after(connection, reading)


def _read(connection: duckdb.DuckDBPyConnection, source: Source, reading: Reading) -> None:
    reading.create(connection)
    _insert(connection, source, reading, "", ())


def _read_changed(connection: duckdb.DuckDBPyConnection, source: Source, reading: Reading, lag: timedelta) -> None:
    table = reading.table
    reading.create(connection)
    if table.deletes is DeletePolicy.WITH_PARENT and table.parent:
        parent, column = table.parent
        rows = connection.execute(f"select distinct touched_key from touched_{parent} order by all").fetchall()
        keys = [key for (key,) in rows]
        for start in range(0, len(keys), _PARENTS_PER_QUERY):
            part = keys[start : start + _PARENTS_PER_QUERY]
            marks = ", ".join([source.placeholder] * len(part))
            _insert(connection, source, reading, f"{source.quote(column)} in ({marks})", part)
        return
    if not table.cursor_columns:
        _insert(connection, source, reading, "", ())
        reading.whole = True
        return
    since = _cursor(connection, reading.newest, table, lag)
    condition = "" if since is None else f"{_stamp(table, source.quote)} >= {source.placeholder}"
    _insert(connection, source, reading, condition, () if since is None else (since,))


def _has_newest_stamp(connection: duckdb.DuckDBPyConnection, source: Source, reading: Reading) -> bool:
    """Nothing got a newer stamp between the read ahead and the snapshot; the proof shows all other changes."""
    if not reading.table.cursor_columns:
        return True
    stamp = _stamp(reading.table, source.quote)
    rows = [row for chunk in source.fetch(source.newest_stamp(reading.table, stamp)) for row in chunk]
    found = connection.execute(
        f"select coalesce(max({_stamp(reading.table, quoted)}) = ?::timestamp, true) from {reading.incoming}",
        [rows[0][0]],
    ).fetchone()
    return bool(found and found[0])


def _catch_up(connection: duckdb.DuckDBPyConnection, source: Source, reading: Reading, lag: timedelta) -> None:
    """Replace what changed since the read ahead of the snapshot by what the snapshot says."""
    if not reading.table.cursor_columns:
        return  # nothing says what changed since: the proof tells whether something did
    since = _cursor(connection, reading.incoming, reading.table, lag)
    if since is None:
        return
    column = _stamp(reading.table, quoted)
    connection.execute(f"delete from {reading.incoming} where {column} >= ?::timestamp", [since])
    _insert(connection, source, reading, f"{_stamp(reading.table, source.quote)} >= {source.placeholder}", (since,))
    # A row that moved behind the line since it was read ahead stands twice: the newer stamp is the snapshot's.
    connection.execute(
        f"""
        delete from {reading.incoming} where rowid in (
            select rowid from {reading.incoming}
            qualify row_number() over (partition by {quoted(reading.table.key)} order by {column} desc) > 1
        )
        """
    )


def _stamp(table: Table, quote: Callable[[str], str]) -> str:
    """SQL for the stamp that grows with every change."""
    columns = [quote(column) for column in table.cursor_columns]
    return columns[0] if len(columns) == 1 else f"coalesce({', '.join(columns)})"


def _cursor(connection: duckdb.DuckDBPyConnection, relation: str, table: Table, lag: timedelta) -> str | None:
    row = connection.execute(f"select max({_stamp(table, quoted)})::varchar from {relation}").fetchone()
    if row is None or row[0] is None:
        return None
    return (datetime.fromisoformat(row[0]) - lag).isoformat(sep=" ")


def _insert(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    reading: Reading,
    condition: str,
    parameters: Sequence[object],
) -> None:
    names = list(reading.columns)
    columns = ", ".join(f"cast({quoted(n)} as {kind})" for n, kind in reading.columns.items())
    failures: list[SourceError] = []

    def rows() -> Iterator[pa.RecordBatch]:
        try:
            for table in source.batches(reading.table, names, condition, parameters):
                yield from table.to_batches()
        except SourceError as error:
            failures.append(error)  # DuckDB would make an error of its own of it
            raise

    # One statement, which stores rows while the next ones are read.
    reader = pa.RecordBatchReader.from_batches(pa.schema([(name, pa.string()) for name in names]), rows())
    connection.register("rows_read", reader)
    try:
        connection.execute(f"insert into {reading.incoming} select {columns} from rows_read")
    except duckdb.Error:
        if failures:
            raise failures[0] from None
        raise
    finally:
        connection.unregister("rows_read")
