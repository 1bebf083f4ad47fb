"""Closes of months: kept for ever; of a month the newest counts, and its publication is never removed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from quarterdeck.errors import StateError
from quarterdeck.state.schema import CLOSES
from quarterdeck.state.store import StateStore, now


@dataclass(frozen=True)
class Close:
    """One close or reopening of a month of all companies' books.

    Attributes:
        month_end: last day of the month.
        action: closed or reopened.
        version: the publication that it pins; None: it reopens.
        close_day: what is recorded later is an adjustment.
        known_until: the moment up to which entries belong to the close, UTC.
        note: why.
        decided_by: who closed it.
        recorded_by: the operating system's user.
        decided_at: UTC.
        close_id: counts up.
    """

    month_end: date
    action: str
    version: str | None
    close_day: date
    known_until: datetime
    note: str
    decided_by: str
    recorded_by: str
    decided_at: datetime
    close_id: int


def keep_close(
    store: StateStore,
    *,
    month_end: date,
    version: str | None,
    close_day: date,
    known_until: datetime,
    note: str,
    decided_by: str,
    recorded_by: str,
) -> Close:
    """Close a month, or with no version reopen it.

    Raises:
        StateError: nobody is named, there is no reason, or the store cannot be written.
    """
    said: dict[str, Any] = {
        "note": " ".join(note.split()),
        "decided_by": decided_by.strip(),
        "recorded_by": recorded_by.strip(),
    }
    if missing := [name for name, value in said.items() if not value]:
        raise StateError(f"This was not kept: {missing[0].replace('_', ' ')} is empty. Say why, and who decided.")
    action = "closed" if version else "reopened"
    decided_at = now()
    key = store.add(
        CLOSES,
        month_end_date=month_end.isoformat(),
        action=action,
        version=version,
        close_date=close_day.isoformat(),
        known_until=known_until,
        decided_at=decided_at,
        **said,
    )
    return Close(month_end, action, version, close_day, known_until, **said, decided_at=decided_at, close_id=key)


def closes(store: StateStore) -> list[Close]:
    """All closes and reopenings, oldest first.

    Raises:
        StateError: the store cannot be opened.
    """
    return [
        Close(
            month_end=date.fromisoformat(row["month_end_date"]),
            close_day=date.fromisoformat(row["close_date"]),
            **{name: row[name] for name in row if name not in ("month_end_date", "close_date")},
        )
        for row in store.rows(select(CLOSES).order_by(CLOSES.c.close_id))
    ]


def closes_in_force(store: StateStore) -> dict[date, Close]:
    """The close of each month that is closed."""
    newest = {close.month_end: close for close in closes(store)}
    return {month_end: close for month_end, close in newest.items() if close.version is not None}


def pinned_versions(store: StateStore) -> frozenset[str]:
    """Publications that closes in force pin."""
    return frozenset(close.version for close in closes_in_force(store).values() if close.version)
