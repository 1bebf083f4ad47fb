"""The one door to the published warehouse: pages, reports, exports, alerts and the workbench read here."""

import contextlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import polars as pl

from quarterdeck.access import Viewer
from quarterdeck.edition import Edition, Limits
from quarterdeck.errors import PublicationError, QuarterdeckError
from quarterdeck.layout import Layout
from quarterdeck.named_queries import QUERIES, NamedQuery, load_queries
from quarterdeck.publication import Publication, read_pointer, versions

_Stamp = tuple[int, int, int]


@dataclass
class _Held:
    """An open version, and how many read it just now."""

    edition: Edition
    readers: int = 0


class Warehouse:
    """Reads the current publication, and moves to the next one by itself.

    Threads may share one. A reader never waits for a publication: a version stays open until its last reader
    is done, and while one thread opens the next, the others go on with the one before.

    Args:
        layout: the folders of the installation.
        limits: what reading may cost.
        queries: the folder of named queries.
    """

    def __init__(self, layout: Layout, *, limits: Limits | None = None, queries: Path = QUERIES) -> None:
        self._layout, self._limits = layout, limits or Limits()
        self._queries = load_queries(queries)
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._held: _Held | None = None
        self._stamp: _Stamp | None = None
        self._is_closed = False

    def __enter__(self) -> "Warehouse":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close what is open; a version that is being read closes with its last reader."""
        with self._lock:
            self._is_closed, held, self._held = True, self._held, None
            idle = held is not None and not held.readers
        if held is not None and idle:
            held.edition.close()

    @property
    def publication(self) -> Publication:
        """The publication that the next read uses.

        Raises:
            PublicationError: nothing is published, or the publication is damaged.
        """
        with self.edition() as edition:
            return edition.publication

    @property
    def version(self) -> str:
        """The version that the next read uses."""
        return self.publication.version

    @contextlib.contextmanager
    def edition(self) -> Iterator[Edition]:
        """One version for several reads that must agree; it has `read`, `select` and `catalogue`.

        Raises:
            PublicationError: nothing is published, or the publication is damaged.
        """
        held = self._take()
        try:
            yield held.edition
        finally:
            with self._lock:
                held.readers -= 1
                is_last = not held.readers and held is not self._held
            if is_last:
                held.edition.close()

    @contextlib.contextmanager
    def edition_of(self, version: str) -> Iterator[Edition]:
        """A version that is still kept, such as the one that a month's close pins.

        Raises:
            PublicationError: there is no such version, or it is damaged.
        """
        kept = {publication.version: publication for publication in versions(self._layout)}
        if version not in kept:
            raise PublicationError(
                f"The version {version} is not kept any more; kept are: {', '.join(kept) or 'none'}."
            )
        edition = Edition(kept[version], self._queries, self._limits)
        try:
            yield edition
        finally:
            edition.close()

    def read(self, name: str, viewer: Viewer, /, **parameters: Any) -> pl.DataFrame:
        """Run a named query.

        Args:
            name: `<area>/<name>`, such as "receivables/aging".
            viewer: whose rows.
            parameters: the query's parameters; dates as `datetime.date`, decimals as `Decimal`.

        Returns:
            The columns of the query's select. Money is Decimal; instants are UTC.

        Raises:
            QueryRefused: no such query; a parameter is missing, unknown or of another type; or the
                engine's error.
            PublicationError: nothing is published, or the publication is damaged.
        """
        with self.edition() as edition:
            return edition.read(name, viewer, **parameters)

    def read_with_version(self, name: str, viewer: Viewer, /, **parameters: Any) -> tuple[pl.DataFrame, str]:
        """Run a named query; its frame, and the version that it was read from. See `read`."""
        with self.edition() as edition:
            return edition.read(name, viewer, **parameters), edition.version

    def select(
        self,
        sql: str,
        viewer: Viewer,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
    ) -> pl.DataFrame:
        """Run one SELECT of an analyst, with the viewer's rows only.

        Args:
            sql: DuckDB's dialect; relations of the catalogue; values as `$name`.
            viewer: whose rows.
            parameters: a value for each `$name`.
            limit: at most so many rows, the first in the query's order.

        Returns:
            The columns of the select.

        Raises:
            QueryRefused: a part of the query is not accepted, or the engine's error, in words.
            PublicationError: nothing is published, or the publication is damaged.
        """
        with self.edition() as edition:
            return edition.select(sql, viewer, parameters, limit=limit)

    def queries(self) -> list[NamedQuery]:
        """All named queries, in order of their names."""
        return list(self._queries.values())

    def catalogue(self) -> pl.DataFrame:
        """Relations and columns of the publication, one row a column.

        Returns:
            schema_name, relation_name, relation_comment, column_number, column_name, data_type,
            column_comment.
        """
        with self.edition() as edition:
            return edition.catalogue()

    def columns(self, relation: str) -> pl.DataFrame:
        """Columns of one relation, `schema.name`, shaped like `catalogue`; no rows if there is none."""
        schema, _, name = relation.lower().partition(".")
        is_named = (pl.col("schema_name").str.to_lowercase() == schema) & (
            pl.col("relation_name").str.to_lowercase() == name
        )
        return self.catalogue().filter(is_named)

    def _take(self) -> _Held:
        """The current version, counted as read."""
        stamp = self._pointer_stamp()
        with self._lock:
            if self._is_closed:
                raise QuarterdeckError("This warehouse is closed; open another.")
            if self._held is not None and self._stamp == stamp:
                self._held.readers += 1
                return self._held
            has_one = self._held is not None
        # Whoever has a version to go on with does not wait for the one thread that opens the next.
        if self._opening.acquire(blocking=not has_one):
            try:
                self._move()
            finally:
                self._opening.release()
        with self._lock:
            if self._held is None:
                raise QuarterdeckError("This warehouse was closed while a read began; open another.")
            self._held.readers += 1
            return self._held

    def _move(self) -> None:
        """Open the version that the pointer names, unless it is open already."""
        for attempt in range(3):
            stamp = self._pointer_stamp()
            with self._lock:
                if self._held is not None and self._stamp == stamp:
                    return
                current = self._held.edition.version if self._held is not None else None
            try:
                publication = read_pointer(self._layout)
                if publication is None:
                    raise _nothing()
                if publication.version == current:
                    with self._lock:
                        self._stamp = stamp
                    return
                new = _Held(Edition(publication, self._queries, self._limits))
            except PublicationError:
                # Several publications went by between reading the pointer and opening the file.
                if attempt == 2 or self._pointer_stamp() == stamp:
                    raise
                continue
            with self._lock:
                # Whoever takes a version away closes it if nobody reads it; else its last reader does.
                old = new if self._is_closed else self._held
                if not self._is_closed:
                    self._held, self._stamp = new, stamp
                is_idle = old is not None and not old.readers
            if old is not None and is_idle:
                old.edition.close()
            return

    def _pointer_stamp(self) -> _Stamp:
        try:
            status = self._layout.pointer.stat()
        except FileNotFoundError:
            raise _nothing() from None
        return status.st_mtime_ns, status.st_ino, status.st_size


def _nothing() -> PublicationError:
    return PublicationError("Nothing is published yet. Run a refresh; it publishes when its audits have passed.")
