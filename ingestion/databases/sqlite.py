"""SQLite files: one read transaction."""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ingestion.databases.base import BATCH_ROWS, Source
from ingestion.manifest import Table
from quarterdeck.errors import SourceError
from quarterdeck.settings import System


class SqliteSource(Source):
    """One SQLite database; its text stays text, its whole numbers whole, and nothing else is trusted."""

    placeholder = "?"

    def __init__(self, system: System):
        self._name = system.name
        self._path = sqlite_path(system.url.get_secret_value())
        if not self._path.is_file():
            raise SourceError(
                f"System {self._name!r}: there is no SQLite file {self._path}. Check the URL "
                "(for the demonstration: run `quarterdeck demo` first)."
            )
        try:
            # The thread that stores rows may be another than the one that asked for them; never two at once.
            self._connection = sqlite3.connect(
                f"file:{self._path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
            )
            self._connection.create_function("md5_32", 1, _md5_32, deterministic=True)
            self._connection.execute("select count(*) from sqlite_schema").fetchone()
        except sqlite3.Error as error:
            raise self._failure(error) from None

    def begin(self) -> None:
        """Open the read transaction; the first read fixes what it sees."""
        self._connection.execute("begin")
        self._connection.execute("select count(*) from sqlite_schema").fetchone()

    def quote(self, name: str) -> str:
        """A name in double quotes."""
        return '"' + name.replace('"', '""') + '"'

    def columns(self, table: Table) -> dict[str, str] | None:
        """Columns by their declared type: INTEGER is bigint, everything else is kept as text."""
        rows = self._connection.execute("select name, type from pragma_table_info(?)", (table.source,)).fetchall()
        return {name: "bigint" if declared.upper().startswith("INT") else "varchar" for name, declared in rows} or None

    def fetch(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[list[tuple]]:
        """Chunks of rows, every value as text."""
        try:
            cursor = self._connection.execute(sql, tuple(parameters))
            while rows := cursor.fetchmany(BATCH_ROWS):
                yield rows
        except sqlite3.Error as error:
            raise self._failure(error) from None

    def select(self, table: Table, columns: Sequence[str], condition: str = "") -> str:
        """A SELECT whose values are all text."""
        conditions = [c for c in (table.where, condition) if c]
        where = f" where {' and '.join(conditions)}" if conditions else ""
        texts = ", ".join(f"cast({self.quote(c)} as text) as {self.quote(c)}" for c in columns)
        return f"select {texts} from {self.quote(table.source)}{where}"

    def proof_sql(self, table: Table) -> tuple[str, str]:
        """Checksum by a function of ours, since SQLite has none; sums of whole numbers only."""
        parts = " || '|' || ".join(f"coalesce({self.quote(c)}, '')" for c in (table.key, *table.proof))
        return f"sum(md5_32({parts}))", "".join(f", sum({self.quote(m)})" for m in table.measures)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _failure(self, error: Exception) -> SourceError:
        return SourceError(
            f"System {self._name!r} ({self._path}): {error}. Check that the file is a SQLite database that is not "
            "locked, then run the refresh again."
        )


def sqlite_path(url: str) -> Path:
    """The file of a `sqlite:////absolute/path` URL (settings have made it absolute)."""
    return Path(unquote(urlsplit(url).path[1:]))


def _md5_32(text: str) -> int:
    return int(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:8], 16)
