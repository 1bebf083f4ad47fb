"""Reading one table: from its cursor or whole, what changed, what is gone, and the proof."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from ingestion.casts import quoted
from ingestion.comparing import compare, count, proof_after, said
from ingestion.databases import Proof, Source
from ingestion.manifest import DeletePolicy, Table
from ingestion.table_reading import Reading
from quarterdeck.errors import LandingError, SourceError

if TYPE_CHECKING:
    from ingestion.landing import TableLoad

_KEYS_PER_QUERY = 500
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
    # The server proves its side while we read beside it or prove ours; in its snapshot nothing changes.
    with ThreadPoolExecutor(1, "proof") as pool:
        proving = _read_beside(connection, source, reading, pool)
        if proving:
            proven = _compared(connection, reading)
            truth = proving.result()
            if not _has_newest_stamp(connection, source, reading):
                _catch_up(connection, source, reading, lag)
                proven = _compared(connection, reading)
        else:
            if reading.whole:
                _read(connection, source, reading)
            else:
                _read_changed(connection, source, reading, lag)
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
    if proven != truth and reading.beside:
        # changed since the snapshot, and not by the newest stamp
        _catch_up(connection, source, reading, lag)
        proven = _compared(connection, reading)
        outcome.read_rows = count(connection, reading.incoming)
    if proven != truth:
        if reading.mode == "incremental":
            outcome.mode = "corrected"
        # Deletions, changes without a stamp, late commits: the whole table, in the same snapshot, settles it.
        if not reading.whole or reading.beside:
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
    with _rows_read(connection, source, reading) as relation:
        reading.keep_whole(connection, relation)


def _read_changed(connection: duckdb.DuckDBPyConnection, source: Source, reading: Reading, lag: timedelta) -> None:
    table = reading.table
    if not table.cursor_columns and table.deletes is not DeletePolicy.WITH_PARENT:
        _read(connection, source, reading)
        reading.whole = True
        return
    reading.create(connection)
    if table.deletes is DeletePolicy.WITH_PARENT and table.parent:
        parent, column = table.parent
        _insert_by_keys(connection, source, reading, column, f"select distinct touched_key from touched_{parent}")
        return
    since = _cursor(connection, reading.newest, table, lag)
    condition = "" if since is None else f"{_stamp(table, source.quote)} >= {source.placeholder}"
    _insert(connection, source, reading, condition, () if since is None else (since,))


def _read_beside(
    connection: duckdb.DuckDBPyConnection, source: Source, reading: Reading, pool: ThreadPoolExecutor
) -> "Future[Proof] | None":
    """Read a table that is wanted whole by the faster way, outside the snapshot.

    Returns:
        its proof, in the making; None when it is still to be read.
    """
    rows = source.bulk(reading.table, reading.columns) if reading.whole else None
    if rows is None:
        return None
    proving = pool.submit(source.proof, reading.table)
    reading.keep_beside(connection, rows)
    if reading.beside:
        return proving
    proving.result()  # the snapshot's connection answers one question at a time
    return None


def _has_newest_stamp(connection: duckdb.DuckDBPyConnection, source: Source, reading: Reading) -> bool:
    """Nothing got a newer stamp after the snapshot was taken; the proof shows all other changes."""
    if not reading.table.cursor_columns:
        return True
    found = connection.execute(
        f"select coalesce(max({_stamp(reading.table, quoted)}) = ?::timestamp, true) from {reading.incoming}",
        [_newest_stamp(source, reading.table)],
    ).fetchone()
    return bool(found and found[0])


def _newest_stamp(source: Source, table: Table) -> str | None:
    """The newest stamp of the snapshot, as text."""
    stamp = _stamp(table, source.quote)
    [[value]] = [row for chunk in source.fetch(source.newest_stamp(table, stamp)) for row in chunk]
    return value


def _catch_up(connection: duckdb.DuckDBPyConnection, source: Source, reading: Reading, lag: timedelta) -> None:
    """Replace what was read beside the snapshot, and may be newer than it, by what the snapshot says."""
    table = reading.table
    newest = _newest_stamp(source, table) if table.cursor_columns else None
    if newest is None:
        return  # nothing says what changed since: the proof tells whether something did
    since = (datetime.fromisoformat(newest) - lag).isoformat(sep=" ")
    key, stamp = quoted(table.key), _stamp(table, quoted)
    reading.make_changeable(connection)
    connection.execute(
        f"create or replace temp table replaced as select {key}::varchar as replaced_key from {reading.incoming} "
        f"where {stamp} >= ?::timestamp",
        [since],
    )
    connection.execute(f"delete from {reading.incoming} where {stamp} >= ?::timestamp", [since])
    [[last]] = connection.execute(f"select coalesce(max(rowid), -1) from {reading.incoming}").fetchall()
    _insert(connection, source, reading, f"{_stamp(table, source.quote)} >= {source.placeholder}", (since,))
    # A stamp that moved back left its row where it was: the snapshot's is the one just read.
    connection.execute(
        f"delete from {reading.incoming} where rowid <= ? "
        f"and {key} in (select {key} from {reading.incoming} where rowid > ?)",
        [last, last],
    )
    # A row that got its newer stamp after the snapshot had an older one in it.
    _insert_by_keys(
        connection,
        source,
        reading,
        table.key,
        f"select replaced_key from replaced where replaced_key not in (select {key}::varchar from {reading.incoming})",
    )


def _insert_by_keys(
    connection: duckdb.DuckDBPyConnection, source: Source, reading: Reading, column: str, keys: str
) -> None:
    """Read the rows in whose column one of the keys stands that a query gives."""
    wanted = [key for (key,) in connection.execute(f"from ({keys}) order by all").fetchall()]
    for start in range(0, len(wanted), _KEYS_PER_QUERY):
        part = wanted[start : start + _KEYS_PER_QUERY]
        marks = ", ".join([source.placeholder] * len(part))
        _insert(connection, source, reading, f"{source.quote(column)} in ({marks})", part)


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
    columns = ", ".join(f"cast({quoted(n)} as {kind})" for n, kind in reading.columns.items())
    with _rows_read(connection, source, reading, condition, parameters) as relation:
        connection.execute(f"insert into {reading.incoming} select {columns} from {relation}")


@contextmanager
def _rows_read(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    reading: Reading,
    condition: str = "",
    parameters: Sequence[object] = (),
) -> Iterator[str]:
    """Name of a relation of text columns that is read from the source while one statement reads it."""
    names = list(reading.columns)
    failures: list[SourceError] = []

    def rows() -> Iterator[pa.RecordBatch]:
        try:
            for table in source.batches(reading.table, names, condition, parameters):
                yield from table.to_batches()
        except SourceError as error:
            failures.append(error)  # DuckDB would make an error of its own of it
            raise

    reader = pa.RecordBatchReader.from_batches(pa.schema([(name, pa.string()) for name in names]), rows())
    connection.register("rows_read", reader)
    try:
        yield "rows_read"
    except duckdb.Error:
        if failures:
            raise failures[0] from None
        raise
    finally:
        connection.unregister("rows_read")
