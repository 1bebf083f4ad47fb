"""One table on its way in: what is known of it, and the scratch tables and files that it fills."""

from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from ingestion.casts import quoted
from ingestion.manifest import Table
from ingestion.zone import Landed

# Version 2 codes numbers by their differences: a third of the time to write, a quarter of the size.
_PARQUET = "(format parquet, compression snappy, parquet_version v2)"


@dataclass
class Reading:
    """One table on its way in.

    Attributes:
        table: its manifest entry.
        columns: the source's columns that are landed → DuckDB type.
        known: what is landed already.
        whole: read it whole.
        folder: scratch folder for its files.
        beside: rows were read outside the snapshot by a faster reader, and are made equal to it.
    """

    table: Table
    columns: dict[str, str]
    known: Landed
    whole: bool
    folder: Path
    beside: bool = False
    mode: str = field(init=False)
    _is_file: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.mode = "first" if not self.known.files else "full" if self.whole else "incremental"

    def read_whole(self) -> None:
        """Read all of it, although something is landed."""
        if not self.whole:
            self.whole, self.mode = True, "full"

    @property
    def incoming(self) -> str:
        """DuckDB table, or view of a file, of the rows as they came."""
        return f"incoming_{self.table.name}"

    @property
    def changes(self) -> str:
        """DuckDB table of the row versions that will be landed."""
        return f"changes_{self.table.name}"

    @property
    def newest(self) -> str:
        """DuckDB table of the current landed keys, the loads that brought them, and what is proven."""
        return f"newest_{self.table.name}"

    def create(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the empty, typed table of incoming rows."""
        self._drop(connection)
        columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in self.columns.items())
        connection.execute(f"create table {self.incoming} ({columns})")

    def keep_whole(self, connection: duckdb.DuckDBPyConnection, relation: str) -> None:
        """Write all rows of the source to a file in the form in which they are landed; `incoming` is its view.

        A file, not a table: a first load lands it as it is, so its rows are written once.

        Args:
            connection: with the relation.
            relation: name of the rows that are being read, in any type that casts to their own.
        """
        self._drop(connection)
        columns = ", ".join(f"{quoted(name)}::{kind} as {quoted(name)}" for name, kind in self.columns.items())
        written = self._written("incoming")
        connection.execute(f"copy (select {columns}, false as _is_deleted from {relation}) to '{written}' {_PARQUET}")
        connection.execute(
            f"create view {self.incoming} as select * exclude (_is_deleted) from read_parquet('{written}')"
        )
        self._is_file = True

    def make_changeable(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make a table of the incoming rows, so that some can be replaced."""
        if self._is_file:
            connection.execute(f"create table replaced_view as from {self.incoming}")
            self._drop(connection)
            connection.execute(f"alter table replaced_view rename to {self.incoming}")

    def to_land(self, connection: duckdb.DuckDBPyConnection) -> Path:
        """The Parquet file of the row versions to land."""
        if self._is_file and not self.known.files:
            return self.folder / f"incoming_{self.table.name}.parquet"
        connection.execute(f"copy (from {self.changes}) to '{self._written('changes')}' {_PARQUET}")
        return self.folder / f"changes_{self.table.name}.parquet"

    def _written(self, what: str) -> str:
        """A file of this table as a text in SQL."""
        return str(self.folder / f"{what}_{self.table.name}.parquet").replace("'", "''")

    def _drop(self, connection: duckdb.DuckDBPyConnection) -> None:
        found = connection.execute(
            "select table_type from information_schema.tables where table_name = ?", [self.incoming]
        ).fetchone()
        if found:
            connection.execute(f"drop {'view' if found[0] == 'VIEW' else 'table'} {self.incoming} cascade")
        self._is_file = False

    def keep_beside(self, connection: duckdb.DuckDBPyConnection, rows: pa.RecordBatchReader) -> None:
        """Keep the rows that a faster reader brings from outside the snapshot, when it can bring them all."""
        connection.register("beside", rows)
        try:
            self.keep_whole(connection, "beside")
        except (duckdb.Error, pa.ArrowException):
            return  # a value that the fast reader cannot bring: the snapshot brings it, or says what is wrong
        finally:
            connection.unregister("beside")
        self.beside = True
