"""Readers of source databases, one module a technique: `open_source(system)` picks it by the URL.

A source is read in one repeatable-read transaction, so that tables which must tie do (decision 8).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ingestion.databases.base import Proof, Source
from quarterdeck.settings import System

__all__ = ["Proof", "Source", "open_source"]


@contextmanager
def open_source(system: System) -> Iterator[Source]:
    """Open a system's database for one consistent, read-only look.

    Raises:
        SourceError: it cannot be reached, refuses the password, or breaks off; the sentence says what to check.
    """
    source = _reader(system.url.get_secret_value().partition(":")[0])(system)
    try:
        yield source
    finally:
        source.close()


def _reader(scheme: str) -> Callable[[System], Source]:
    # Imported when used: a driver takes its time, and most systems need one of them.
    if scheme == "sqlite":
        from ingestion.databases.sqlite import SqliteSource

        return SqliteSource
    if scheme.startswith("postgres"):
        from ingestion.databases.postgres import PostgresSource

        return PostgresSource
    from ingestion.databases.mysql import MysqlSource

    return MysqlSource
