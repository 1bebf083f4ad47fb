"""Databases that hold the group's systems: SQLite files, or one PostgreSQL schema a system."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import polars as pl
import psycopg
from psycopg import sql

from ingestion.demo.group.schema import Kind, Table
from ingestion.demo.group.versions import on_day
from quarterdeck.errors import SettingsError, SourceError

_TIMEOUT_SECONDS = 20
_CHUNK = 50_000
"""Rows that are written at once: of long tables, only so many stand in memory twice."""


class Store(Protocol):
    """A database while it is written; everything in it is committed at once."""

    def create(self, tables: Sequence[Table]) -> None:
        """Make the tables, empty and without indexes, in the place of what stood there."""

    def index(self, tables: Sequence[Table]) -> None:
        """Make the tables' indexes, which is quicker when they are full."""

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
            self._connection.execute(table.ddl(postgres=False)[0])

    def index(self, tables: Sequence[Table]) -> None:
        """Make their indexes."""
        for table in tables:
            for statement in table.ddl(postgres=False)[1:]:
                self._connection.execute(statement)

    def insert(self, table: Table, rows: pl.DataFrame) -> None:
        """Add rows."""
        statement = f"insert into {table.name} values ({', '.join('?' * len(table.columns))})"
        for part in rows.iter_slices(_CHUNK):
            frame = stored(table, part).with_columns(
                pl.selectors.date().dt.to_string("%Y-%m-%d"),
                pl.selectors.datetime().dt.to_string("%Y-%m-%d %H:%M:%S"),
                pl.selectors.boolean().cast(pl.Int8),
            )
            self._connection.executemany(statement, zip(*(column.to_list() for column in frame), strict=True))

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

        Raises:
            SettingsError: the URL is none of PostgreSQL.
            SourceError: the server cannot be reached, or does not let the user in, or make the schema.
        """
        place = place_of(url)
        try:
            with psycopg.connect(url, connect_timeout=_TIMEOUT_SECONDS) as connection:
                connection.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(schema)))
                connection.execute(sql.SQL("set search_path to {}").format(sql.Identifier(schema)))
                yield cls(connection)
        except psycopg.Error as error:
            raise SourceError(f"{place}: {_advice(error, schema)} The server said: {_said(error, url)}") from None

    def create(self, tables: Sequence[Table]) -> None:
        """Make the tables."""
        for table in reversed(tables):
            self._connection.execute(sql.SQL("drop table if exists {} cascade").format(sql.Identifier(table.name)))
        for table in tables:
            self._connection.execute(table.ddl(postgres=True)[0].encode())

    def index(self, tables: Sequence[Table]) -> None:
        """Make their indexes; references are checked first, for a table whose checks wait takes none."""
        self._connection.execute("set constraints all immediate")
        for table in tables:
            for statement in table.ddl(postgres=True)[1:]:
                self._connection.execute(statement.encode())

    def insert(self, table: Table, rows: pl.DataFrame) -> None:
        """Add rows."""
        if rows.is_empty():
            return
        copy = f"copy {table.name} from stdin with (format csv, null '\\N')"
        with self._connection.cursor() as cursor, cursor.copy(copy.encode()) as stream:
            for part in rows.iter_slices(_CHUNK):
                frame = stored(table, part)
                stream.write(frame.write_csv(include_header=False, null_value="\\N", quote_style="necessary"))

    def delete(self, table: Table, keys: pl.Series) -> None:
        """Take rows away."""
        statement = f"delete from {table.name} where {table.key} = any(%s)"
        self._connection.execute(statement.encode(), [keys.to_list()])


def fill(store: Store, tables: Sequence[Table], frames: Mapping[str, pl.DataFrame], day: pl.Expr | None = None) -> int:
    """Make the tables and fill them, parents first.

    Args:
        store: a database.
        tables: parents before children.
        frames: rows by the table's name; with a day, versions, of which it takes those that are seen on it.
        day: Date.

    Returns:
        how many rows it took.
    """
    store.create(tables)
    count = 0
    for table in tables:
        rows = frames[table.name] if day is None else on_day(frames[table.name], day)
        store.insert(table, rows)
        count += rows.height
    store.index(tables)
    return count


def place_of(url: str) -> str:
    """A PostgreSQL database's URL without user and password.

    Raises:
        SettingsError: it is none.
    """
    try:
        parts = urlsplit(url)
        if parts.scheme in ("postgresql", "postgres") and parts.hostname and len(parts.path) > 1:
            return f"postgresql://{parts.hostname}:{parts.port or 5432}{parts.path}"
    except ValueError:
        pass
    raise SettingsError(
        "--url is not understood; accepted: postgresql://user@host:port/database, its password in the environment "
        "variable PGPASSWORD."
    )


def _advice(error: psycopg.Error, schema: str) -> str:
    text = str(error)
    if error.sqlstate == "42501":
        return (
            f"the user may not make or write the schema {schema!r}; grant it CREATE on the database, or let it own the "
            "schema."
        )
    if "password" in text or "authentication" in text:
        return "the user or its password was refused; check the URL's user, and the password in PGPASSWORD."
    if "does not exist" in text:
        return "there is no such database or user; create it, or check the URL."
    if error.sqlstate is None:
        return "the server does not answer; check host and port, and that it runs."
    return "the group could not be written; what stood there before stays."


def _said(error: psycopg.Error, url: str) -> str:
    text = " ".join(str(error).split())
    password = urlsplit(url).password
    for secret in {password, unquote(password)} if password else ():
        text = text.replace(secret, "***")
    return text


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
