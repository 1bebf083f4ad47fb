"""What is landed of a table, for comparison with its source."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingestion.casts import cast, quoted
from ingestion.databases import Proof
from ingestion.manifest import Table
from quarterdeck.zone import LOAD_ID_OF_FILENAME, landed_files

_LINEAGE = {"_row_hash", "_is_deleted"}


@dataclass(frozen=True)
class Landed:
    """What is landed of one table, for comparison with its source.

    Attributes:
        files: its Parquet files of completed loads.
        columns: column name → DuckDB type in the newest file, without lineage.
    """

    table: Table
    files: list[Path]
    columns: dict[str, str]

    def newest(self, connection: duckdb.DuckDBPyConnection, name: str) -> None:
        """Make the table `name`: key, load, parent, cursor, and proof columns of the current row of every key."""
        if not self.files:
            columns = ", ".join(f"null::varchar as {quoted(c)}" for c in self._needed())
            connection.execute(
                f"create or replace temp table {name} as select {columns}, null::varchar as load_id where false"
            )
            return
        wanted = ", ".join(quoted(c) if c in self.columns else f"null::varchar as {quoted(c)}" for c in self._needed())
        # Between loads the newer wins; within one load a key stands once.
        connection.execute(
            f"""
            create or replace temp table {name} as
            with versions as (
                select {wanted}, _is_deleted,
                    {LOAD_ID_OF_FILENAME} as load_id
                from read_parquet(?, union_by_name = true, filename = true)
            ),
            latest as (
                select {quoted(self.table.key)} as latest_key, max(load_id) as latest_load from versions group by all
            )
            select versions.* exclude (_is_deleted)
            from versions
            inner join latest
                on versions.{quoted(self.table.key)} = latest.latest_key and versions.load_id = latest.latest_load
            where not versions._is_deleted
            """,
            [[str(f) for f in self.files]],
        )

    def rows(self, columns: dict[str, str], newest: str, wanted: str) -> str:
        """SQL for the current landed rows, whole, of the keys that another relation holds; it takes the files.

        Args:
            columns: column name → DuckDB type of the result; one that is not landed is null.
            newest: the table that `newest` made.
            wanted: a relation with the key.
        """
        key = quoted(self.table.key)
        selected = ", ".join(
            f"versions.{quoted(n)}::{kind} as {quoted(n)}" if n in self.columns else f"null::{kind} as {quoted(n)}"
            for n, kind in columns.items()
        )
        return f"""
            select {selected}
            from (
                select * exclude (filename), {LOAD_ID_OF_FILENAME} as load_id
                from read_parquet(?, union_by_name = true, filename = true)
            ) as versions
            inner join {newest} as newest on versions.{key} = newest.{key} and versions.load_id = newest.load_id
            where versions.{key}::{columns[self.table.key]} in (select {key} from {wanted})
        """

    def _needed(self) -> list[str]:
        parent = [self.table.parent[1]] if self.table.parent else []
        return list(
            dict.fromkeys(
                [self.table.key, *parent, *self.table.cursor_columns, *self.table.proof, *self.table.measures]
            )
        )


def landed(connection: duckdb.DuckDBPyConnection, system_folder: Path, table: Table) -> Landed:
    """What is landed of a table."""
    files = landed_files(system_folder, table.name)
    columns: dict[str, str] = {}
    if files:
        described = connection.execute("describe select * from read_parquet(?)", [str(files[-1])]).fetchall()
        columns = {name: kind.lower() for name, kind, *_ in described if name not in _LINEAGE}
    return Landed(table, files, columns)


def proof_of(connection: duckdb.DuckDBPyConnection, table: Table, relation: str) -> Proof:
    """The proof of a relation that has the table's key, proof and measure columns."""
    parts = ", ".join(f"coalesce({quoted(c)}::varchar, '')" for c in (table.key, *table.proof))
    kinds = {name: kind for name, kind, *_ in connection.execute(f"describe from {relation}").fetchall()}
    sums = "".join(f", coalesce(sum({cast(m, 'decimal(38, 10)', kinds[m])}), 0)" for m in table.measures)
    row = connection.execute(
        f"select count(*), coalesce(sum(('0x' || left(md5(concat_ws('|', {parts})), 8))::ubigint), 0){sums} "
        f"from {relation}"
    ).fetchone()
    assert row is not None  # noqa: S101 - an aggregate without group by has one row
    return Proof(int(row[0]), int(row[1]), tuple(row[2:]))
