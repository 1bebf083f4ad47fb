"""Files that are replaced whole: a reader sees the old one or the new one, also after a power failure."""

import os
from pathlib import Path

HALF = ".part"
"""Ending of a file that is not yet in its place."""


def replace_text(path: Path, text: str) -> None:
    """Replace a file's text atomically and durably."""
    half = path.with_name(path.name + HALF)
    with half.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    half.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
