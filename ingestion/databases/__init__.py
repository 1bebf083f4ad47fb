"""Readers of source databases, one module a technique: `open_source(system)` picks it by the URL.

A source is read in one repeatable-read transaction, so that tables which must tie do (decision 8).
"""

from collections.abc import Iterator
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
    if system.url.get_secret_value().startswith("sqlite"):
        from ingestion.databases.sqlite import SqliteSource as Opened
    else:
        from ingestion.databases.mysql import MysqlSource as Opened  # type: ignore[assignment]
    source = Opened(system)
    try:
        yield source
    finally:
        source.close()
