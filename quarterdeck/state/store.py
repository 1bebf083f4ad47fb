"""Opening the state store: a SQLite file, or a database of a PostgreSQL server.

    store = StateStore.of(settings)
    store.add(DECISIONS, subject_type="duplicate", subject_key=…, …)   # its key
    store.rows(select(DECISIONS).where(DECISIONS.c.subject_key == key))

The store is made by the first that writes to it. Several processes may write at once: a transaction of SQLite takes
the write lock when it begins and waits for it (`_WAIT_SECONDS`).
"""

import os
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from sqlalchemy import URL, Connection, Engine, Executable, Table, create_engine, event, func, inspect, make_url, select
from sqlalchemy import text as sql_text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from quarterdeck.errors import StateError
from quarterdeck.settings import Settings
from quarterdeck.state.schema import STEPS, STEPS_DONE, refuse_changes

_WAIT_SECONDS = 30
_CREATION_LOCK = 0x5154_4445_434B
"""Number of PostgreSQL's advisory lock under which a store is made."""


class StateStore:
    """What people create, for reading and appending. Holds no connection between calls."""

    def __init__(self, url: str):
        """
        Args:
            url: sqlite:////absolute/path or postgresql://user:password@host:port/database.
        """
        self._url = _driver_url(url)
        self._file = Path(self._url.database or "") if self._url.get_backend_name() == "sqlite" else None
        self.place = str(self._file) if self._file else self._url.render_as_string(hide_password=True)
        """Where it is, without a password."""
        self._engine: Engine | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The store of an installation.

        Raises:
            SettingsError: the settings do not say where it is, or a secret is missing.
        """
        return cls(settings.state_url())

    def exists(self) -> bool:
        """Whether anybody ever wrote to it; a server must be asked.

        Raises:
            StateError: it cannot be opened.
        """
        if self._file is not None:
            return self._file.is_file()
        with self._said(), self._open().connect() as connection:
            return inspect(connection).has_table(STEPS_DONE.name)

    def prepare(self) -> None:
        """Make the store, or bring it to the version of this code; nothing to do is the usual case.

        Raises:
            StateError: it cannot be written, or a newer Quarterdeck made it.
        """
        if self._file is not None:
            self._make_file(self._file)
        with self._said():
            if self._version() < len(STEPS):
                with self._writing() as connection:
                    self._upgrade(connection)

    def add(self, table: Table, **values: Any) -> int:
        """Append one row; its key. What the row says of its time is the caller's: see `now`.

        Raises:
            StateError: the store cannot be opened or written.
        """
        self.prepare()
        with self._said(), self._writing() as connection:
            key = connection.execute(table.insert().values(**values)).inserted_primary_key
            return int(key[0]) if key else 0

    def rows(self, query: Executable) -> list[dict[str, Any]]:
        """The rows of a query; none where nobody ever wrote to the store.

        Raises:
            StateError: the store cannot be opened.
        """
        if not self.exists():
            return []
        self.prepare()  # the query may name a table of a later version
        with self._said(), self._open().connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def _version(self, connection: Connection | None = None) -> int:
        """How many steps the store has gone.

        Raises:
            StateError: more than this code knows.
        """
        if connection is None:
            with self._open().connect() as opened:
                return self._version(opened)
        if not inspect(connection).has_table(STEPS_DONE.name):
            return 0
        found = connection.execute(select(func.max(STEPS_DONE.c.step))).scalar() or 0
        if found > len(STEPS):
            raise StateError(
                f"The state store {self.place} has version {found}, and this Quarterdeck knows up to {len(STEPS)}: a "
                "newer one made it. Run that one."
            )
        return int(found)

    def _upgrade(self, connection: Connection) -> None:
        """Go the steps that are missing, all or none."""
        if self._file is None:
            connection.execute(sql_text("select pg_advisory_xact_lock(:lock)"), {"lock": _CREATION_LOCK})
        version = self._version(connection)  # somebody else may have been first
        if version == 0 and not inspect(connection).has_table(STEPS_DONE.name):
            STEPS_DONE.create(connection)
            refuse_changes(connection, STEPS_DONE)
        for step, go in enumerate(STEPS[version:], version + 1):
            go(connection)
            connection.execute(STEPS_DONE.insert().values(step=step, applied_at=now()))

    def _make_file(self, file: Path) -> None:
        """Make the SQLite file, for its owner alone.

        Raises:
            StateError: the folder cannot be written, or something else stands there.
        """
        try:
            if file.exists():
                if not stat.S_ISREG(file.stat().st_mode):
                    raise StateError(f"The state store {file} is no file. Move what stands there away.")
                return
            file.parent.mkdir(parents=True, exist_ok=True)
            # It appears whole, in one step: somebody else may be making it, and its mode cannot be changed in use.
            handle, half = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # for its owner alone
            os.close(handle)
            try:
                with closing(sqlite3.connect(half, isolation_level=None)) as connection:
                    # Readers and one writer at a time do not wait for each other; the file remembers it.
                    connection.execute("pragma journal_mode = wal")
                with suppress(FileExistsError):
                    os.link(half, file)
            finally:
                Path(half).unlink()
        except (OSError, sqlite3.Error) as error:
            raise StateError(
                f"The state store {file} cannot be made: {error}. Let this user write the folder {file.parent}."
            ) from None

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction that writes."""
        with self._open().connect().execution_options(quarterdeck_writes=True) as connection, connection.begin():
            yield connection

    def _open(self) -> Engine:
        if self._engine is None:
            if self._file is None:
                arguments: dict[str, Any] = {"connect_timeout": _WAIT_SECONDS, "options": "-ctimezone=UTC"}
                if options := self._url.query.get("options"):
                    arguments["options"] += f" {options}"
                self._engine = create_engine(
                    self._url.difference_update_query(["options"]), poolclass=NullPool, connect_args=arguments
                )
            else:
                self._engine = create_engine(self._url, poolclass=NullPool, connect_args={"timeout": _WAIT_SECONDS})
                # SQLite's driver begins transactions on its own, and late: here they begin when they are said to
                event.listen(self._engine, "connect", _no_begin)
                event.listen(self._engine, "begin", _begin)
        return self._engine

    @contextmanager
    def _said(self) -> Iterator[None]:
        """Failures of the database as a sentence without secrets."""
        try:
            yield
        except SQLAlchemyError as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            said = (str(cause).strip().splitlines() or ["no reason given"])[0]
            if password := self._url.password:
                said = said.replace(str(password), "***")
            advice = (
                "check that the file is a SQLite database which this user may write, and that the disk has room"
                if self._file
                else "check the setting state.url, and that the server answers and lets its user create tables"
            )
            raise StateError(f"The state store {self.place} could not be used: {said}. To mend it, {advice}.") from None


def now() -> datetime:
    """The moment, as the store keeps it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def _driver_url(url: str) -> URL:
    """With the driver that is installed.

    Raises:
        StateError: it is no URL of a database.
    """
    try:
        if url.startswith("sqlite"):
            return URL.create("sqlite", database=unquote(urlsplit(url).path[1:]))
        return make_url(url).set(drivername="postgresql+psycopg")
    except ArgumentError:
        raise StateError("The setting state.url is no URL of a database.") from None


def _no_begin(connection: Any, _record: Any) -> None:
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("quarterdeck_writes")
    connection.exec_driver_sql("begin immediate" if writes else "begin")
