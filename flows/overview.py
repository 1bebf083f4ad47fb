"""How an installation stands, for `quarterdeck status`: nothing in it is a secret."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.locks import held_by
from ingestion.snapshot import fingerprint
from quarterdeck.errors import PublicationError
from quarterdeck.publication import Publication, read_pointer, versions
from quarterdeck.settings import OWN_SYSTEM, STATE_KIND, Settings
from quarterdeck.status import SystemStatus, read_status


def overview(settings: Settings, now: datetime | None = None) -> dict[str, Any]:
    """What is served, how old each system's data is, what is kept, and whether a refresh is running.

    Args:
        settings: the settings.
        now: the moment that ages count to.

    Returns:
        Only what JSON has; instants are ISO texts in UTC, ages whole seconds, sizes bytes.
    """
    layout = settings.layout
    now = now or datetime.now(UTC)
    error, current = None, None
    try:
        current = read_pointer(layout)
    except PublicationError as problem:
        error = str(problem)
    known = read_status(layout)
    return {
        "time_zone": settings.time_zone,
        "published": _published(current, settings, now) if current else None,
        "error": error,
        "refresh": held_by(layout.refresh_lock),
        "systems": [
            *(_system(name, system.kind, known.get(name), now) for name, system in settings.systems.items()),
            *(_system(name, STATE_KIND, known[name], now) for name in (OWN_SYSTEM,) if name in known),
        ],
        "versions": [_version(one, current) for one in versions(layout)],
    }


def as_text(found: dict[str, Any]) -> str:
    """The same for a person."""
    zone = ZoneInfo(found["time_zone"])
    lines = []
    if found["error"]:
        lines.append(f"published: damaged. {found['error']}")
    elif found["published"] is None:
        lines.append("published: nothing yet; run quarterdeck refresh")
    else:
        published = found["published"]
        lines.append(
            f"published: {published['version']}, {_moment(published['published_at'], zone)} "
            f"({_age(published['age_seconds'])} ago)"
        )
        lines.append(
            "  up to date with what is landed and configured"
            if published["is_up_to_date"]
            else "  something else is landed or configured by now; the next refresh publishes anew"
        )
        lines += [f"  finding: {finding}" for finding in published["findings"]]
    lines.append(f"refresh: running ({found['refresh']})" if found["refresh"] else "refresh: not running")
    lines.append("systems:")
    for system in found["systems"]:
        lines += _system_lines(system, zone)
    lines.append("versions kept:" if found["versions"] else "versions kept: none")
    for version in found["versions"]:
        mark = "  <- readers see this" if version["is_current"] else ""
        size = f"{version['size_bytes'] / 1e6:,.1f} MB"
        lines.append(f"  {version['version']}  {_moment(version['published_at'], zone)}  {size:>12}{mark}")
    return "\n".join(lines)


def _published(current: Publication, settings: Settings, now: datetime) -> dict[str, Any]:
    return {
        "version": current.version,
        "published_at": current.published_at.isoformat(),
        "age_seconds": _seconds(current.published_at, now),
        "file": str(current.path),
        "fingerprint": current.snapshot,
        "is_up_to_date": current.snapshot == fingerprint(settings),
        "findings": list(current.details.get("findings", [])),
    }


def _system(name: str, kind: str, status: SystemStatus | None, now: datetime) -> dict[str, Any]:
    attempted = status.attempted_at if status else None
    succeeded = status.succeeded_at if status else None
    return {
        "system": name,
        "kind": kind,
        "status": status.status if status else "never read",
        "attempted_at": attempted.isoformat() if attempted else None,
        "succeeded_at": succeeded.isoformat() if succeeded else None,
        "age_seconds": _seconds(succeeded, now) if succeeded else None,
        "load_id": status.load_id if status else None,
        "errors": list(status.errors) if status else [],
    }


def _version(one: Publication, current: Publication | None) -> dict[str, Any]:
    return {
        "version": one.version,
        "published_at": one.published_at.isoformat(),
        "size_bytes": one.path.stat().st_size,
        "is_current": current is not None and one.version == current.version,
    }


def _system_lines(system: dict[str, Any], zone: ZoneInfo) -> list[str]:
    head = f"  {system['system']} ({system['kind']}): {system['status']}"
    if system["attempted_at"]:
        head += f", tried {_moment(system['attempted_at'], zone)}"
    if system["succeeded_at"]:
        head += f", last complete {_moment(system['succeeded_at'], zone)} ({_age(system['age_seconds'])} ago)"
    elif system["attempted_at"]:
        head += ", never complete"
    if system["load_id"]:
        head += f", load {system['load_id']}"
    return [head, *(f"    {error}" for error in system["errors"])]


def _seconds(moment: datetime, now: datetime) -> int:
    return max(0, int((now - moment).total_seconds()))


def _moment(text: str, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(text).astimezone(zone):%Y-%m-%d %H:%M}"


def _age(seconds: int) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
