"""One table on its way in: what is known of it, and the scratch tables that it fills."""

from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from ingestion.databases import Source
from ingestion.manifest import Table
from ingestion.zone import Landed, quoted


@dataclass
class Reading:
    """One table on its way in.

    Attributes:
        table: its manifest entry.
        columns: the source's columns that are landed → DuckDB type.
        known: what is landed already.
        whole: read it whole.
        ahead: rows were read before the snapshot by the faster reader, and are caught up within it.
    """

    table: Table
    columns: dict[str, str]
    known: Landed
    whole: bool
    ahead: bool = False
    mode: str = field(init=False)

    def __post_init__(self) -> None:
        self.mode = "first" if not self.known.files else "full" if self.whole else "incremental"

    def read_whole(self) -> None:
        """Read all of it, although something is landed."""
        if not self.whole:
            self.whole, self.mode = True, "full"

    @property
    def incoming(self) -> str:
        """DuckDB table of the rows as they came."""
        return f"incoming_{self.table.name}"

    @property
    def changes(self) -> str:
        """DuckDB table of the row versions that will be landed."""
        return f"changes_{self.table.name}"

    @property
    def newest(self) -> str:
        """DuckDB table of the current landed keys and hashes."""
        return f"newest_{self.table.name}"

    def create(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the empty, typed table of incoming rows."""
        columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in self.columns.items())
        connection.execute(f"create or replace table {self.incoming} ({columns})")

    def read_ahead(self, connection: duckdb.DuckDBPyConnection, source: Source) -> None:
        """Read a large table that is wanted whole by the fastest way, before the snapshot."""
        if not self.whole:
            return
        reader = source.bulk(self.table, list(self.columns))
        if reader is None:
            return
        self.create(connection)
        connection.register("ahead", reader)
        try:
            connection.execute(f"insert into {self.incoming} by name select * from ahead")
        except (duckdb.Error, pa.ArrowException):
            return  # a value that the fast reader cannot bring: the snapshot brings it, or says what is wrong
        finally:
            connection.unregister("ahead")
        self.ahead = True
