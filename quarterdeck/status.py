"""What the newest extraction of every system said: the freshness that every page shows.

Kept beside the publications, not in them, since a refresh that finds nothing new changes no publication.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from quarterdeck.atomic import replace_text
from quarterdeck.layout import Layout


@dataclass(frozen=True)
class SystemStatus:
    """One system's last runs.

    Attributes:
        system: its name.
        status: ok, partial (some tables were left as they were) or failed (all were).
        attempted_at: when the newest extraction began, UTC.
        succeeded_at: when the newest extraction that read every table began, UTC; None before the first.
        load_id: the newest load that brought something.
        errors: what went wrong in the newest extraction, in sentences.
    """

    system: str
    status: str
    attempted_at: datetime
    succeeded_at: datetime | None = None
    load_id: str | None = None
    errors: tuple[str, ...] = ()


def read_status(layout: Layout) -> dict[str, SystemStatus]:
    """Status by system; empty before the first refresh."""
    try:
        entries = json.loads(layout.runs.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return {
        name: SystemStatus(
            system=name,
            status=entry["status"],
            attempted_at=datetime.fromisoformat(entry["attempted_at"]),
            succeeded_at=datetime.fromisoformat(entry["succeeded_at"]) if entry.get("succeeded_at") else None,
            load_id=entry.get("load_id"),
            errors=tuple(entry.get("errors", ())),
        )
        for name, entry in entries.items()
    }


def record_status(
    layout: Layout, system: str, status: str, attempted_at: datetime, load_id: str | None, errors: list[str]
) -> SystemStatus:
    """Write down how an extraction of a system ended."""
    known = read_status(layout)
    before = known.get(system)
    known[system] = SystemStatus(
        system=system,
        status=status,
        attempted_at=attempted_at.astimezone(UTC),
        succeeded_at=attempted_at.astimezone(UTC) if status == "ok" else before.succeeded_at if before else None,
        load_id=load_id or (before.load_id if before else None),
        errors=tuple(errors),
    )
    layout.runs.parent.mkdir(parents=True, exist_ok=True)
    replace_text(
        layout.runs,
        json.dumps({name: asdict(one) for name, one in known.items()}, default=datetime.isoformat, indent=2),
    )
    return known[system]
