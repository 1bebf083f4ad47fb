"""The line under a page's title: how fresh each system is, which version is shown, and what the audits say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import escape
from typing import Any

import polars as pl

from dashboards.components.numbers import Formats
from dashboards.components.reading import Reader
from dashboards.components.words import Words
from quarterdeck.status import SystemStatus, read_status

STALE_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Sign:
    """One statement of the line.

    Attributes:
        level: good, warning, bad, or plain.
        text: the statement.
        details: sentences under the line.
    """

    level: str
    text: str
    details: tuple[str, ...] = ()


def freshness_line(reader: Reader, words: Words, formats: Formats, control: Sign | None) -> str:
    """The whole line of a page.

    Args:
        reader: of the version that the page shows.
        words: of the reader's language.
        formats: of the reader.
        control: what the page says of the proof of its figures; None: nothing.
    """
    systems = system_signs(
        list(reader.settings.systems),
        read_status(reader.settings.layout),
        reader.read("shared/systems"),
        words,
        formats,
    )
    unmapped = unmapped_sign(reader.read("shared/unmapped_companies"), words, formats)
    footnote = words("freshness.footnote", zone=formats.zone, version=reader.publication.version)
    return freshness_html([*systems, *(sign for sign in (control, unmapped) if sign)], footnote)


def system_signs(
    systems: list[str],
    statuses: dict[str, SystemStatus],
    published: pl.DataFrame,
    words: Words,
    formats: Formats,
    now: datetime | None = None,
) -> list[Sign]:
    """One statement a system: as of when its data are; loud when they are old or could not be read.

    Args:
        systems: names of the configured systems.
        statuses: of the newest extractions, by system.
        published: system varchar, load_id varchar, extracted_at timestamp (UTC): newest load in this version.
        words: of the reader's language.
        formats: of the reader.
        now: the present, by default the clock's.
    """
    moment = now or datetime.now(UTC)
    newest = {row["system"]: row for row in published.iter_rows(named=True)}
    return [
        _system_sign(name, statuses.get(name), newest.get(name), words, formats, moment)
        for name in dict.fromkeys([*systems, *newest])
    ]


def data_as_of(status: SystemStatus | None, published: Mapping[str, Any] | None) -> tuple[datetime | None, bool]:
    """As of when the shown data of a system are, and whether newer ones were read that are not published.

    Args:
        status: of its newest extraction.
        published: its newest load in this version, see `system_signs`.
    """
    # What was extracted after this version was built is not in it, however well the extraction went.
    is_behind = bool(status and status.load_id and published and status.load_id != published["load_id"])
    if status is None or is_behind:
        return (published["extracted_at"] if published else None), is_behind
    return status.succeeded_at, False


def control_sign(control: pl.DataFrame, as_of: date, words: Words, formats: Formats) -> Sign:
    """Whether the open items tie to the ledger.

    Args:
        control: rows of the named query receivables/control.
        as_of: the day of the page.
        words: of the reader's language.
        formats: of the reader.
    """
    if control.is_empty():
        return Sign("plain", words("freshness.no_control", day=formats.day(as_of)))
    month_end = formats.day(control["month_end_date"][0])
    if control["is_all_equal"][0]:
        return Sign("good", words("freshness.ties", day=month_end))
    details = tuple(
        words(
            "freshness.difference",
            company=row["company_name"],
            system=row["system"],
            currency=row["company_currency"],
            amount=formats.money(row["difference_amount_company"], row["company_currency"]),
            document_currency=row["currency"],
            document_amount=formats.money(row["difference_amount"], row["currency"]),
        )
        for row in control.iter_rows(named=True)
        if not row["is_equal"]
    )
    return Sign("bad", words("freshness.differs", day=month_end), details)


def unmapped_sign(unmapped: pl.DataFrame, words: Words, formats: Formats) -> Sign | None:
    """Companies of the sources that are in no figure; None if there are none.

    Args:
        unmapped: rows of the named query shared/unmapped_companies.
        words: of the reader's language.
        formats: of the reader.
    """
    if unmapped.is_empty():
        return None
    details = tuple(
        words(
            "freshness.unmapped_one",
            company=row["company_name"] or row["company_id"],
            system=row["system"],
            entries=formats.count(row["ledger_entry_count"]),
        )
        for row in unmapped.iter_rows(named=True)
    )
    return Sign("warning", words("freshness.unmapped"), details)


def freshness_html(signs: list[Sign], footnote: str) -> str:
    """The line, and under it what needs a sentence."""
    chips = "".join(f'<span class="qd-sign qd-{sign.level}">{escape(sign.text)}</span>' for sign in signs)
    notes = "".join(
        f'<p class="qd-note qd-{sign.level}">{escape(detail)}</p>' for sign in signs for detail in sign.details
    )
    return f'<div class="qd-signs">{chips}<span class="qd-foot">{escape(footnote)}</span></div>{notes}'


def _system_sign(
    name: str,
    status: SystemStatus | None,
    published: Mapping[str, Any] | None,
    words: Words,
    formats: Formats,
    now: datetime,
) -> Sign:
    if status is None and published is None:
        return Sign("warning", words("freshness.never", system=name))
    read_at, is_behind = data_as_of(status, published)
    text = words("freshness.as_of", system=name, instant=formats.instant(read_at))
    if status is not None and status.status != "ok":
        tried = formats.instant(status.attempted_at)
        failed = words(f"freshness.{status.status}", system=name, instant=tried)
        return Sign("bad" if status.status == "failed" else "warning", text, (failed, *status.errors))
    if is_behind:
        return Sign("warning", text, (words("freshness.unpublished", system=name),))
    if read_at is not None and now - _aware(read_at) > STALE_AFTER:
        return Sign("warning", text, (words("freshness.stale", system=name),))
    return Sign("good", text)


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
