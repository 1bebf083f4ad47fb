"""What every source database can be asked."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

import pyarrow as pa

from ingestion.manifest import Table

BATCH_ROWS = 50_000
# Read straight in the transaction below this size; above it a faster reader may help (see `bulk`).
BULK_ROWS = 20_000


@dataclass(frozen=True)
class Proof:
    """What a table holds, in a few figures that both sides can compute.

    Attributes:
        rows: number of rows.
        checksum: sum over the rows of the first 32 bits of md5(key and proof columns, NULL as empty, joined by '|').
        sums: the sum of each measure.
    """

    rows: int
    checksum: int
    sums: tuple[Decimal, ...]


class Source(ABC):
    """A source database, open in one read-only, repeatable-read transaction."""

    @abstractmethod
    def columns(self, table: Table) -> dict[str, str] | None:
        """Column name → DuckDB type, in the source's order; None when the table does not exist."""

    @abstractmethod
    def quote(self, name: str) -> str:
        """A name as the source's SQL spells it."""

    @abstractmethod
    def fetch(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[list[tuple]]:
        """Rows of a query, in chunks of at most BATCH_ROWS, every value as text or None."""

    @abstractmethod
    def proof_sql(self, table: Table) -> tuple[str, str]:
        """SQL expressions for the checksum and, comma separated, the sums of the measures."""

    @abstractmethod
    def close(self) -> None:
        """End the transaction and the connection."""

    placeholder = "%s"

    def bulk(self, table: Table, columns: dict[str, str]) -> pa.RecordBatchReader | None:
        """A faster read of the whole table outside the transaction; None where there is none.

        Args:
            table: which.
            columns: name → DuckDB type, of those that are wanted.
        """
        return None

    @abstractmethod
    def begin(self) -> None:
        """Take the snapshot that every later read sees."""

    def select(self, table: Table, columns: Sequence[str], condition: str = "") -> str:
        """A SELECT over the table's business rows."""
        conditions = [c for c in (table.where, condition) if c]
        where = f" where {' and '.join(conditions)}" if conditions else ""
        return f"select {', '.join(map(self.quote, columns))} from {self.quote(table.source)}{where}"

    def newest_stamp(self, table: Table, stamp: str) -> str:
        """SQL for the newest stamp of the table's business rows."""
        where = f" where {table.where}" if table.where else ""
        return f"select max({stamp}) from {self.quote(table.source)}{where}"

    def batches(
        self, table: Table, columns: Sequence[str], condition: str = "", parameters: Sequence[object] = ()
    ) -> Iterator[pa.Table]:
        """Rows as Arrow tables, every column text: exact, and cast once where they are stored."""
        for rows in self.fetch(self.select(table, columns, condition), parameters):
            yield pa.table([pa.array(column, pa.string()) for column in zip(*rows, strict=True)], names=list(columns))

    def proof(self, table: Table) -> Proof:
        """The table's proof, inside the transaction."""
        checksum, sums = self.proof_sql(table)
        where = f" where {table.where}" if table.where else ""
        [row] = chain.from_iterable(
            self.fetch(f"select count(*), {checksum}{sums} from {self.quote(table.source)}{where}")
        )
        return Proof(int(row[0]), int(Decimal(row[1] or 0)), tuple(Decimal(v or 0) for v in row[2:]))
