"""What people decided about what the warehouse shows: kept for ever, obeyed by every build from the next refresh on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from quarterdeck.errors import StateError
from quarterdeck.state.schema import DECISIONS
from quarterdeck.state.store import StateStore, now

WORDS = ("confirmed", "rejected", "withdrawn")
"""What can be decided; withdrawn: as if nobody had decided."""
SUBJECT_TYPES = ("duplicate",)
"""What can be decided about."""
LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Decision:
    """One decision of a person.

    Attributes:
        subject_type: what it is about, one of SUBJECT_TYPES.
        subject_key: key of the subject in the warehouse.
        decision: one of WORDS.
        note: why.
        decided_by: the person who decided.
        recorded_by: the operating system's user, or the viewer of a page, who entered it.
        seen_version: the publication that was looked at.
        decided_at: UTC.
        decision_id: counts up; of a subject's decisions the highest counts.
    """

    subject_type: str
    subject_key: str
    decision: str
    note: str
    decided_by: str
    recorded_by: str
    seen_version: str | None
    decided_at: datetime
    decision_id: int


def decide(
    store: StateStore,
    *,
    subject_type: str,
    subject_key: str,
    decision: str,
    note: str,
    decided_by: str,
    recorded_by: str | None = None,
    seen_version: str | None = None,
) -> Decision:
    """Keep a decision; the ones before it stay, and count no more.

    Raises:
        StateError: a word that is not known, no reason, no person, or the store cannot be written.
    """
    given: dict[str, Any] = {
        "subject_type": subject_type,
        "subject_key": subject_key,
        "decision": decision,
        "note": " ".join(note.split()),
        "decided_by": decided_by.strip(),
        "recorded_by": (recorded_by or decided_by).strip(),
        "seen_version": seen_version,
        "decided_at": now(),
    }
    _check(given)
    key = store.add(DECISIONS, **given)
    return Decision(**given, decision_id=key)


def decisions(store: StateStore, subject_type: str | None = None, after: int = 0) -> list[Decision]:
    """All decisions, oldest first.

    Args:
        store: where they are kept.
        subject_type: only those about this type of subject.
        after: only those with a higher id: what a publication does not know yet.
    """
    query = select(DECISIONS).where(DECISIONS.c.decision_id > after).order_by(DECISIONS.c.decision_id)
    if subject_type is not None:
        query = query.where(DECISIONS.c.subject_type == subject_type)
    return [Decision(**row) for row in store.rows(query)]


def _check(given: dict[str, Any]) -> None:
    faults = {
        f"the subject's type is {given['subject_type']!r}; there are {', '.join(SUBJECT_TYPES)}": given["subject_type"]
        not in SUBJECT_TYPES,
        f"the decision is {given['decision']!r}; it can be {', '.join(WORDS)}": given["decision"] not in WORDS,
        "the subject has no key": not given["subject_key"].strip(),
        "nobody is named who decided": not given["decided_by"] or not given["recorded_by"],
        "there is no reason; say in a few words why": not given["note"],
        f"the reason is longer than {LONGEST_NOTE:,} characters": len(given["note"]) > LONGEST_NOTE,
        "a text holds a character that no database keeps": any(
            "\x00" in value for value in given.values() if isinstance(value, str)
        ),
    }
    for fault, is_so in faults.items():
        if is_so:
            raise StateError(f"This was not kept: {fault}.")
