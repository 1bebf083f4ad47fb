"""Publication: the audited build file becomes a version that readers open; a pointer names the current one.

    published/quarterdeck-<version>.duckdb   the version
    published/quarterdeck-<version>.json     what is known about it
    published/current.json                   the pointer: a copy of one of those

Each step is an atomic rename after an fsync, in an order in which the pointer always names a complete file.
What a killed publication leaves behind is not seen by readers and is removed by the next one.
"""

import contextlib
import datetime as dt
import json
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from quarterdeck.atomic import HALF, replace_text, sync
from quarterdeck.errors import PublicationError
from quarterdeck.layout import Layout

_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_PREFIX, _DATA, _NOTE = "quarterdeck-", ".duckdb", ".json"
_OWN = ("version", "file", "published_at", "previous")


@dataclass(frozen=True)
class Publication:
    """One published version.

    Attributes:
        version: sorts by time.
        path: the DuckDB file.
        published_at: when, UTC; stays what it was when the pointer is moved back to it.
        previous: the version that was current before it, if any.
        details: whatever the publisher said: `snapshot`, `systems` and more.
    """

    version: str
    path: Path
    published_at: dt.datetime
    previous: str | None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def snapshot(self) -> str | None:
        """The fingerprint of the loads that it was built from."""
        return self.details.get("snapshot")

    @property
    def systems(self) -> Any:
        """What was known about each system when it was built."""
        return self.details.get("systems")


def new_version(now: dt.datetime) -> str:
    """A name for a version that is published now, such as `20261122T012345Z-ab12`."""
    return f"{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


def publish(
    layout: Layout,
    *,
    version: str,
    details: Mapping[str, Any],
    keep: int,
    pinned: Collection[str] = frozenset(),
    expected: Collection[str] = frozenset(),
) -> Publication:
    """Make the serving file the current version.

    Args:
        layout: the folders; `serving_file` is what the build has written and closed.
        version: see `new_version`.
        details: JSON that goes into the pointer: `snapshot`, `systems`, ….
        keep: how many of the newest versions stay. The current, the previous and the pinned ones always do.
        pinned: versions that a month's close has pinned.
        expected: relations, as schema.name, without which the file is not published.

    Raises:
        PublicationError: the file is missing, open elsewhere, incomplete or damaged, or the version is taken.
            Nothing has changed for readers.
    """
    target = layout.published / f"{_PREFIX}{version}{_DATA}"
    if not _VERSION.fullmatch(version):
        raise PublicationError(f"The version {version!r} must be letters, digits, '-' and '_'.")
    reserved = sorted(set(details) & set(_OWN))
    if reserved:
        raise PublicationError(f"details may not hold {', '.join(reserved)}; publication writes these itself.")
    if target.exists():
        raise PublicationError(f"The version {version} is published already; take another name for this one.")
    layout.published.mkdir(parents=True, exist_ok=True)
    _clean(layout)
    _complete(layout.serving_file)
    _verify(layout.serving_file, expected)
    previous = None
    with contextlib.suppress(PublicationError):  # publishing is what repairs a damaged pointer
        current = read_pointer(layout)
        previous = current.version if current else None
    publication = Publication(version, target, dt.datetime.now(dt.UTC), previous, dict(details))
    _place(layout, publication, keep, pinned)
    return publication


def read_pointer(layout: Layout) -> Publication | None:
    """The current version; None when nothing is published.

    Raises:
        PublicationError: the pointer is damaged, or its file is gone; the message says what can be done.
    """
    try:
        text = layout.pointer.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise PublicationError(
            f"The pointer {layout.pointer.name} cannot be read ({error}). {_advice(layout)}"
        ) from None
    try:
        publication = _parse(layout, text)
    except (ValueError, KeyError, TypeError):
        raise PublicationError(f"The pointer {layout.pointer.name} is damaged. {_advice(layout)}") from None
    if not publication.path.is_file():
        raise PublicationError(
            f"The pointer names the version {publication.version}, whose file is gone. {_advice(layout)}"
        )
    return publication


def versions(layout: Layout) -> list[Publication]:
    """The complete versions, newest first."""
    found = []
    for note in layout.published.glob(f"{_PREFIX}*{_NOTE}"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            publication = _parse(layout, note.read_text(encoding="utf-8"))
            if publication.path.is_file():
                found.append(publication)
    return sorted(found, key=lambda p: (p.published_at, p.version), reverse=True)


def rollback(layout: Layout, version: str | None = None) -> Publication:
    """Move the pointer to another version that is still kept.

    Args:
        layout: the folders.
        version: which one; None is the one that was current before the current one.

    Raises:
        PublicationError: there is no such version.
    """
    kept = versions(layout)
    if version is None:
        current = read_pointer(layout)
        if current is None:
            raise PublicationError("Nothing is published, so there is nothing to roll back.")
        older = [p for p in kept if p.published_at < current.published_at]
        choice = next((p for p in kept if p.version == current.previous), older[0] if older else None)
        if choice is None:
            raise PublicationError(f"{current.version} is the oldest version kept; there is none before it.")
    else:
        choice = next((p for p in kept if p.version == version), None)
        if choice is None:
            raise PublicationError(f"There is no version {version!r}; kept are: {_names(kept)}.")
    replace_text(layout.pointer, _text(choice))
    return choice


def _place(layout: Layout, publication: Publication, keep: int, pinned: Collection[str]) -> None:
    """Note, file, pointer, in this order; then the old ones go."""
    note = publication.path.with_suffix(_NOTE)
    try:
        replace_text(note, _text(publication))
        layout.serving_file.rename(publication.path)
        sync(layout.published)
        replace_text(layout.pointer, _text(publication))
    except OSError as error:
        raise PublicationError(
            f"The version {publication.version} could not be put in place ({error.strerror}). "
            "Readers keep the one they have; check the disk, and refresh again."
        ) from error
    _drop_old(layout, publication, keep, pinned)


def _complete(file: Path) -> None:
    """Checkpoint and close the file, so that it is whole without a write-ahead log, and on the disk."""
    if not file.is_file():
        raise PublicationError(f"There is no {file.name} to publish. Run a refresh; its build writes it.")
    try:
        with duckdb.connect(str(file)) as connection:
            connection.execute("checkpoint")
    except duckdb.Error as error:
        reason = "another process has it open" if "lock" in str(error).lower() else f"{type(error).__name__}"
        raise PublicationError(f"{file.name} cannot be completed ({reason}). Close it, and build again.") from None
    if file.with_name(file.name + ".wal").exists():
        raise PublicationError(f"{file.name} still has a write-ahead log after its checkpoint; build it again.")
    sync(file)


def _verify(file: Path, expected: Collection[str]) -> None:
    """Open the file as a reader does and count every relation."""
    try:
        with duckdb.connect(str(file), read_only=True, config={"enable_external_access": "false"}) as connection:
            found = connection.execute(
                "select table_schema, table_name from information_schema.tables "
                "where table_catalog = current_database()"
            ).fetchall()
            for schema, name in found:
                quoted = ".".join('"' + part.replace('"', '""') + '"' for part in (schema, name))
                connection.execute(f"select count(*) from {quoted}").fetchall()
    except duckdb.Error as error:
        reason = str(error).split("\n", 1)[0]
        raise PublicationError(f"{file.name} cannot be read back ({reason}). Build it again.") from None
    missing = sorted({e.lower() for e in expected} - {f"{schema}.{name}".lower() for schema, name in found})
    if missing or not found:
        raise PublicationError(f"{file.name} lacks {', '.join(missing) or 'any table'}; the build is not complete.")


def _drop_old(layout: Layout, current: Publication, keep: int, pinned: Collection[str]) -> None:
    staying = {current.version, current.previous, *pinned}
    staying |= {p.version for p in versions(layout)[: max(keep, 1)]}
    for publication in versions(layout):
        if publication.version not in staying:
            # The note first: without it the file is no version any more, whatever happens next.
            publication.path.with_suffix(_NOTE).unlink(missing_ok=True)
            publication.path.unlink(missing_ok=True)


def _clean(layout: Layout) -> None:
    """Remove what killed publications left: halves of renames, files without a note, notes without a file."""
    with contextlib.suppress(PublicationError):
        current = read_pointer(layout)
        known = {p.version for p in versions(layout)} | ({current.version} if current else set())
        for path in layout.published.iterdir():
            is_version = path.name.startswith(_PREFIX) and path.suffix in (_DATA, _NOTE)
            if path.suffix == HALF or (is_version and path.stem.removeprefix(_PREFIX) not in known):
                path.unlink(missing_ok=True)


def _text(publication: Publication) -> str:
    own = {
        "version": publication.version,
        "file": publication.path.name,
        "published_at": publication.published_at.isoformat(),
        "previous": publication.previous,
    }
    return json.dumps({**own, **publication.details}, indent=2, ensure_ascii=False) + "\n"


def _parse(layout: Layout, text: str) -> Publication:
    content = json.loads(text)
    version, file = content["version"], content["file"]
    if not _VERSION.fullmatch(version) or file != f"{_PREFIX}{version}{_DATA}":
        raise ValueError(file)
    published_at = dt.datetime.fromisoformat(content["published_at"])
    if published_at.tzinfo is None:
        raise ValueError(content["published_at"])
    details = {key: value for key, value in content.items() if key not in _OWN}
    return Publication(version, layout.published / file, published_at, content["previous"], details)


def _names(kept: list[Publication]) -> str:
    return ", ".join(p.version for p in kept) or "none"


def _advice(layout: Layout) -> str:
    return f"Roll back to one of the versions kept ({_names(versions(layout))}), or run a refresh."
