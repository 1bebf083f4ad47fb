"""What a reading changes in the landing zone: new versions, tombstones, and the proof over what it would then hold."""

import duckdb

from ingestion.casts import quoted
from ingestion.databases import Proof
from ingestion.manifest import DeletePolicy
from ingestion.table_reading import Reading
from ingestion.zone import proof_of
from quarterdeck.errors import LandingError


def compare(connection: duckdb.DuckDBPyConnection, reading: Reading) -> None:
    """Make `changes_<table>`: rows that are not landed as they are, and tombstones of what is gone.

    And `touched_<table>`: keys that came or went, for children that are read by their parents.
    """
    key = quoted(reading.table.key)
    _check_keys(connection, reading)
    _find_changes(connection, reading)
    connection.execute(
        f"create or replace view touched_{reading.table.name} as select {key}::varchar as touched_key "
        f"from {reading.incoming} union select {key}::varchar from {reading.changes}"
    )


def _find_changes(connection: duckdb.DuckDBPyConnection, reading: Reading) -> None:
    key = quoted(reading.table.key)
    if not reading.known.files:
        connection.execute(
            f"create or replace view {reading.changes} as select *, false as _is_deleted from {reading.incoming}"
        )
        return
    # A column that is not landed yet counts as null: one that the source adds does not touch rows that do not use it.
    equal = " and ".join(f"incoming.{quoted(n)} is not distinct from landed.{quoted(n)}" for n in reading.columns)
    connection.execute(
        f"""
        create or replace table {reading.changes} as
        select incoming.*, false as _is_deleted
        from {reading.incoming} as incoming
        anti join ({reading.known.rows(reading.columns, reading.newest, reading.incoming)}) as landed
            on incoming.{key} = landed.{key} and {equal}
        """,
        [[str(file) for file in reading.known.files]],
    )
    gone = _gone(reading)
    if gone:
        connection.execute(
            f"""
            insert into {reading.changes} by name
            select newest.{key}::{reading.columns[reading.table.key]} as {key}, true as _is_deleted
            from {reading.newest} as newest
            where {gone}
                and newest.{key}::{reading.columns[reading.table.key]} not in (select {key} from {reading.incoming})
            """
        )


def _gone(reading: Reading) -> str | None:
    """Which landed rows should have come again: their absence is a deletion."""
    if reading.table.deletes is DeletePolicy.NEVER:
        return None
    if reading.whole:
        return "true"
    if reading.table.deletes is DeletePolicy.WITH_PARENT and reading.table.parent:
        parent, column = reading.table.parent
        return f"newest.{quoted(column)}::varchar in (select touched_key from touched_{parent})"
    return None


def _check_keys(connection: duckdb.DuckDBPyConnection, reading: Reading) -> None:
    key = quoted(reading.table.key)
    row = connection.execute(
        f"select count(*) filter ({key} is null), count({key}) - count(distinct {key}) from {reading.incoming}"
    ).fetchone()
    if row and row[0]:
        raise LandingError(f"{row[0]:,} rows of {reading.table.source!r} have no key ({reading.table.key} is null).")
    if row and row[1]:
        raise LandingError(f"{row[1]:,} keys of {reading.table.source!r} stand twice in column {reading.table.key}.")


def proof_after(connection: duckdb.DuckDBPyConnection, reading: Reading) -> Proof:
    """The proof over what the landing zone would hold with these changes."""
    table = reading.table
    key = quoted(table.key)
    columns = ", ".join(quoted(c) for c in dict.fromkeys((table.key, *table.proof, *table.measures)))
    kept = (
        f"select {columns} from {reading.newest} as newest "
        f"where newest.{key}::varchar not in (select {key}::varchar from {reading.changes})"
    )
    added = f"select {columns} from {reading.changes} where not _is_deleted"
    if not reading.known.files:
        # Nothing to unite with; the empty side's untyped columns would turn all values into text.
        return proof_of(connection, table, f"({added})")
    return proof_of(connection, table, f"({kept} union all {added})")


def count(connection: duckdb.DuckDBPyConnection, relation: str, condition: str = "true") -> int:
    """Rows of a scratch relation, those under a condition."""
    row = connection.execute(f"select count(*) from {relation} where {condition}").fetchone()
    return int(row[0]) if row else 0


def said(proof: Proof) -> str:
    """A proof in words."""
    return f"{proof.rows:,} rows (checksum {proof.checksum}, sums {', '.join(map(str, proof.sums)) or 'none'})"
