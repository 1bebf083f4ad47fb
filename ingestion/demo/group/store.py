"""Databases that hold the group's systems: SQLite files, or one PostgreSQL schema a system."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

import polars as pl
import psycopg
from psycopg import sql

from ingestion.demo.group.schema import Kind, Table


class Store(Protocol):
    """A database while it is written; everything in it is committed at once."""

    def create(self, tables: Sequence[Table]) -> None:
        """Make the tables, empty, in the place of what stood there."""

    def insert(self, table: Table, rows: pl.DataFrame) -> None:
        """Add rows; see `stored` for what stands in the frame."""

    def delete(self, table: Table, keys: pl.Series) -> None:
        """Take rows away by their key."""


def stored(table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as databases take them: the table's columns in order, whole numbers of money as exact decimal text.

    Args:
        table: whose rows.
        rows: keys and whole numbers as integers, texts, flags as Boolean, days as Date, instants as Datetime (UTC);
            money, rates, quantities and shares as whole numbers of their smallest unit.
    """
    return rows.select(_stored(name, column.kind) for name, column in table.columns.items())


class SqliteStore:
    """A SQLite file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def replacing(cls, path: Path) -> Iterator["SqliteStore"]:
        """A new file, renamed to `path` when it is complete."""
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.partial")
        partial.unlink(missing_ok=True)
        try:
            with closing(sqlite3.connect(partial)) as connection:
                connection.execute("pragma synchronous = off")
                yield cls(connection)
                connection.commit()
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    @classmethod
    @contextmanager
    def changing(cls, path: Path) -> Iterator["SqliteStore"]:
        """An existing file, in one transaction."""
        with closing(sqlite3.connect(path)) as connection:
            yield cls(connection)
            connection.commit()

    def create(self, tables: Sequence[Table]) -> None:
        """Make the tables."""
        for table in tables:
            for statement in table.ddl(postgres=False):
                self._connection.execute(statement)

    def insert(self, table: Table, rows: pl.DataFrame) -> None:
        """Add rows."""
        frame = stored(table, rows).with_columns(
            pl.selectors.date().dt.to_string("%Y-%m-%d"),
            pl.selectors.datetime().dt.to_string("%Y-%m-%d %H:%M:%S"),
            pl.selectors.boolean().cast(pl.Int8),
        )
        marks = ", ".join("?" * frame.width)
        self._connection.executemany(f"insert into {table.name} values ({marks})", frame.iter_rows())

    def delete(self, table: Table, keys: pl.Series) -> None:
        """Take rows away."""
        statement = f"delete from {table.name} where {table.key} = ?"
        self._connection.executemany(statement, ((key,) for key in keys.to_list()))


class PostgresStore:
    """A schema of a PostgreSQL database."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def opened(cls, url: str, schema: str) -> Iterator["PostgresStore"]:
        """The schema, in one transaction.

        Args:
            url: postgresql://user:password@host:port/database.
            schema: name of the schema; it is made where it is missing.
        """
        with psycopg.connect(url) as connection:
            connection.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(schema)))
            connection.execute(sql.SQL("set search_path to {}").format(sql.Identifier(schema)))
            yield cls(connection)

    def create(self, tables: Sequence[Table]) -> None:
        """Make the tables."""
        for table in reversed(tables):
            self._connection.execute(sql.SQL("drop table if exists {} cascade").format(sql.Identifier(table.name)))
        for table in tables:
            for statement in table.ddl(postgres=True):
                self._connection.execute(statement.encode())

    def insert(self, table: Table, rows: pl.DataFrame) -> None:
        """Add rows."""
        if rows.is_empty():
            return
        text = stored(table, rows).write_csv(include_header=False, null_value="\\N", quote_style="necessary")
        copy = f"copy {table.name} from stdin with (format csv, null '\\N')"
        with self._connection.cursor() as cursor, cursor.copy(copy.encode()) as stream:
            stream.write(text)

    def delete(self, table: Table, keys: pl.Series) -> None:
        """Take rows away."""
        statement = f"delete from {table.name} where {table.key} = any(%s)"
        self._connection.execute(statement.encode(), [keys.to_list()])


def fill(store: Store, tables: Sequence[Table], frames: Mapping[str, pl.DataFrame]) -> None:
    """Make the tables and fill them, parents first."""
    store.create(tables)
    for table in tables:
        store.insert(table, frames[table.name])


def _stored(name: str, kind: Kind) -> pl.Expr:
    column = pl.col(name)
    if kind.digits is None:
        return column
    whole = column.cast(pl.Int64)
    unit = 10**kind.digits
    sign = pl.when(whole < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    size = whole.abs()
    fraction = (size % unit).cast(pl.String).str.zfill(kind.digits)
    return pl.concat_str(sign, (size // unit).cast(pl.String), pl.lit("."), fraction).alias(name)
