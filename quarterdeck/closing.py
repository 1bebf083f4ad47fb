"""A month's close: whether it may be closed, what it pins, and reopening it.

The books of all companies close together: the group's statements need all of them as of one version, and an ERP locks a
single company's periods itself.
"""

import calendar
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from quarterdeck.access import Viewer
from quarterdeck.errors import CloseRefused
from quarterdeck.publication import Publication
from quarterdeck.settings import Settings
from quarterdeck.state import StateStore
from quarterdeck.state.closes import Close, closes_in_force, keep_close
from quarterdeck.status import read_status
from quarterdeck.warehouse import Warehouse


def month_end_of(text: str) -> date:
    """The last day of a month that is written 2026-09.

    Raises:
        CloseRefused: it is not written so.
    """
    try:
        first = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007
    except ValueError:
        raise CloseRefused(f"--month {text!r} must be a year and a month, such as 2026-09.") from None
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def close_month(
    settings: Settings, month_end: date, *, note: str, decided_by: str, recorded_by: str, accept: bool = False
) -> Close:
    """Close a month with the current publication, which is kept from now on.

    Args:
        settings: of the installation.
        month_end: see `month_end_of`.
        note: why, or what was agreed.
        decided_by: who closes it.
        recorded_by: the operating system's user.
        accept: close although open items or banks differ from the ledger.

    Raises:
        CloseRefused: it cannot be closed; the message says what to do.
        StateError: the state store cannot be read or written.
    """
    store = StateStore.of(settings)
    month = f"{month_end:%Y-%m}"
    if settings.today <= month_end:
        raise CloseRefused(
            f"{month} is not over: it is {settings.today}. Close it from {month_end + timedelta(1)} on, when its books "
            "are complete."
        )
    closed = closes_in_force(store).get(month_end)
    if closed is not None:
        raise CloseRefused(
            f"{month} was closed on {closed.close_day} by {closed.decided_by} with version {closed.version}. To close "
            f"it anew, run quarterdeck reopen --month {month} first."
        )
    with Warehouse(settings.layout) as warehouse, warehouse.edition() as edition:
        loads = edition.read("shared/systems", Viewer.everything())
        _check_age(settings, edition.publication, dict(loads.select("system", "load_id").iter_rows()), month_end)
        checks = edition.read("statements/close_checks", Viewer.everything(), as_of=month_end)
        found = [
            (f"{row['finding_count']:,} {row['finding']}", row["is_error"]) for row in checks.iter_rows(named=True)
        ]
        if errors := [text for text, is_error in found if is_error]:
            raise CloseRefused(
                f"{month} cannot be closed: {', '.join(errors)}. Mend them in the source, run quarterdeck refresh, and "
                "close again; audits.audit_journal and audits.audit_exceptions name them."
            )
        if found and not accept:
            raise CloseRefused(
                f"{month} does not tie: {', '.join(text for text, _ in found)}. Mend that and run quarterdeck refresh, "
                "or add --accept-differences and say why in --note."
            )
        now = datetime.now(UTC)
        zone = ZoneInfo(settings.time_zone)
        day_is_over = datetime.combine(settings.today + timedelta(1), time(), zone).astimezone(UTC)
        return keep_close(
            store,
            month_end=month_end,
            version=edition.version,
            close_day=settings.today,
            known_until=min(now, day_is_over).replace(tzinfo=None),
            note=note,
            decided_by=decided_by,
            recorded_by=recorded_by,
        )


def reopen_month(settings: Settings, month_end: date, *, note: str, decided_by: str, recorded_by: str) -> Close:
    """Reopen a month: its publication is kept no longer than others, and nothing is an adjustment to it any more.

    Raises:
        CloseRefused: it is not closed.
        StateError: the state store cannot be read or written.
    """
    store = StateStore.of(settings)
    in_force = closes_in_force(store)
    if month_end not in in_force:
        listed = ", ".join(f"{closed:%Y-%m}" for closed in sorted(in_force))
        raise CloseRefused(f"{month_end:%Y-%m} is not closed; closed are: {listed or 'no months'}.")
    return keep_close(
        store,
        month_end=month_end,
        version=None,
        close_day=settings.today,
        known_until=datetime.now(UTC).replace(tzinfo=None),
        note=note,
        decided_by=decided_by,
        recorded_by=recorded_by,
    )


def _check_age(settings: Settings, publication: Publication, loaded: Mapping[str, str], month_end: date) -> None:
    """What is served must know the whole month."""
    zone = ZoneInfo(settings.time_zone)
    published = publication.published_at.astimezone(zone).date()
    if published <= month_end:
        raise CloseRefused(
            f"The current version {publication.version} is of {published}, within the month. Run quarterdeck refresh, "
            "and close again."
        )
    statuses = read_status(settings.layout)
    for name in settings.systems:
        status = statuses.get(name)
        if status is None or status.succeeded_at is None or status.status != "ok":
            how = "was never read" if status is None else f"could not be read whole ({status.status})"
        elif status.succeeded_at.astimezone(zone).date() <= month_end:
            how = f"was last read on {status.succeeded_at.astimezone(zone).date()}, within the month"
        elif status.load_id is not None and loaded.get(name, "") < status.load_id:
            how = "has been read since, and that is not published"
        else:
            continue
        raise CloseRefused(
            f"System {name!r} {how}, so the month may not be complete. Run quarterdeck refresh, see that nothing "
            "failed, and close again."
        )
