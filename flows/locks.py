"""Locks between commands: one process at a time; a lock falls with its process, however that ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from quarterdeck.errors import BusyError

# Somebody who only asks whether a lock is held holds it himself for a moment.
_PATIENCE_SECONDS = 0.5


@contextmanager
def exclusive(path: Path, busy: str) -> Iterator[None]:
    """Hold a lock.

    Args:
        path: the lock's file.
        busy: what is said when somebody else holds it; `{holder}` is which process, and since when.

    Raises:
        BusyError: somebody else holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as stream:
        until = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise BusyError(busy.format(holder=_holder(path))) from None
                time.sleep(0.05)
        stream.seek(0)
        stream.truncate()
        stream.write(f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
        stream.flush()
        yield


def held_by(path: Path) -> str | None:
    """Which process holds a lock, and since when; None when nobody does."""
    try:
        with path.open(encoding="utf-8") as stream:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return _holder(path)
    return None


def _holder(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip() or "just started"
