"""Whether the figures can be trusted: how fresh each system is, what the audits say, what was left out."""

from html import escape
from typing import Any

import polars as pl
import streamlit as st

from dashboards.components.cockpit.page import Page
from dashboards.components.cockpit.tables import table
from dashboards.components.drill.source import source_level
from dashboards.components.freshness import Sign, data_as_of, freshness_line
from dashboards.components.links import linked
from dashboards.components.tables import Column, table_html
from dashboards.components.words import Words
from quarterdeck.settings import OWN_SYSTEM, STATE_KIND
from quarterdeck.status import read_status

_RECORDS = 200


def freshness(page: Page) -> str:
    """The line under the title, and what was wrong with the address."""
    line = freshness_line(page.reader, page.words, page.formats, _control_sign(page))
    return line + page.notes(page.problems)


def systems(page: Page) -> None:
    """A row a system."""
    words, reader = page.words, page.reader
    statuses = read_status(reader.settings.layout)
    landed = {row["system"]: row for row in reader.read("shared/systems").iter_rows(named=True)}
    rows = []
    for name in dict.fromkeys([*reader.settings.systems, *landed]):
        configured, status, published = reader.settings.systems.get(name), statuses.get(name), landed.get(name)
        load = published or {}
        rows.append(
            {
                "system": name,
                "kind": configured.kind if configured else STATE_KIND if name == OWN_SYSTEM else None,
                "read_at": data_as_of(status, published)[0],
                "attempted_at": status.attempted_at if status else None,
                "result": words(f"cockpit.result.{status.status if status else 'never'}"),
                "new_rows": load.get("new_rows"),
                "changed_rows": load.get("changed_rows"),
                "deleted_rows": load.get("deleted_rows"),
            }
        )
    columns = [
        Column("system", words("filter.system")),
        Column("kind", words("cockpit.column.kind")),
        Column("read_at", words("cockpit.column.data_as_of"), "instant", help=words("cockpit.help.data_as_of")),
        Column("attempted_at", words("cockpit.column.attempted_at"), "instant"),
        Column("result", words("cockpit.column.result")),
        *(
            Column(f"{change}_rows", words(f"cockpit.column.{change}_rows"), "count", help=words("cockpit.help.rows"))
            for change in ("new", "changed", "deleted")
        ),
    ]
    frame = pl.DataFrame(rows, schema_overrides=dict.fromkeys(("new_rows", "changed_rows", "deleted_rows"), pl.Int64))
    title = words("cockpit.systems_title")
    html = table_html(frame, columns, page.formats, caption=title)
    linked(f'<h2 class="qd-h2">{escape(title)}</h2>{html}', key="systems", language=words.language)


def audits(page: Page) -> None:
    """What was checked, and how it ended."""
    words, formats = page.words, page.formats
    signs = []
    for row in page.read("cockpit/audits").iter_rows(named=True):
        name = words(f"cockpit.audit.{row['ledger_side']}")
        signs.append((name, *_control_words(page, row)))
    unmapped = page.reader.read("shared/unmapped_companies")
    said = words("cockpit.audit.unmapped_none")
    if not unmapped.is_empty():
        names = ", ".join(row["company_name"] or row["company_id"] for row in unmapped.iter_rows(named=True))
        said = words("cockpit.audit.unmapped_some", companies=names)
    signs.append((words("cockpit.audit.unmapped"), "good" if unmapped.is_empty() else "warning", said))
    level, said = "good", words("cockpit.audit.exceptions_none")
    for row in page.reader.read("cockpit/exceptions", company=page.state.company).head(1).iter_rows(named=True):
        level = "bad" if row["excluded_count"] else "warning"
        excluded, doubted = formats.count(row["excluded_count"]), formats.count(row["doubted_count"])
        said = words("cockpit.audit.exceptions_some", excluded=excluded, doubted=doubted)
    signs.append((words("cockpit.audit.exceptions"), level, said))
    items = "".join(
        f'<li><span class="qd-what">{escape(name)}</span><span class="qd-sign qd-{level}">{escape(said)}</span></li>'
        for name, level, said in signs
    )
    heading = f'<h2 class="qd-h2" id="audits">{escape(words("cockpit.audits_title"))}</h2>'
    linked(f'{heading}<ul class="qd-audits">{items}</ul>{_reasons(page)}', key="audits", language=words.language)


def exceptions(page: Page) -> None:
    """Records kept apart or doubted; each down to the source's row."""
    words, formats = page.words, page.formats
    records = page.reader.read("cockpit/exception_records", company=page.state.company, top=_RECORDS)
    if records.is_empty():
        if page.state.exception is not None:
            st.html(page.notes([words("cockpit.no_exception")]))
        return
    count = formats.count(records["record_count"][0])
    with st.expander(words("cockpit.exceptions_title", count=count), expanded=page.state.exception is not None):
        if records["record_count"][0] > records.height:
            sentence = words("cockpit.exceptions_capped", shown=formats.count(records.height), all=count)
            st.html(page.notes([sentence]))
        table(
            page,
            _known(page, records),
            [
                Column("document_number", words("column.document_number"), is_link=True),
                Column("reason", words("cockpit.column.reason")),
                _place(words),
                Column("document_type", words("column.document_type")),
                Column("found", words("cockpit.column.found")),
                Column("company_name", words("column.company_name")),
                Column("system", words("filter.system")),
            ],
            name="exceptions",
            title=words("cockpit.records_title"),
            row_link=lambda row: page.state.to(exception=row["exception_key"]),
            marked=lambda row: row["exception_key"] == page.state.exception,
        )
        _source(page)


def _reasons(page: Page) -> str:
    """Exceptions by reason; nothing where there are none."""
    words = page.words
    reasons = page.reader.read("cockpit/exceptions", company=page.state.company)
    if reasons.is_empty():
        return ""
    columns = [
        Column("reason", words("cockpit.column.reason")),
        _place(words),
        Column("record_count", words("cockpit.column.records"), "count"),
        Column("systems", words("filter.system")),
    ]
    return table_html(_known(page, reasons), columns, page.formats, caption=words("cockpit.reasons_title"))


def _place(words: Words) -> Column:
    places = {True: words("cockpit.excluded"), False: words("cockpit.doubted")}
    return Column("is_excluded", words("cockpit.column.place"), "label", labels=places)


def _source(page: Page) -> None:
    key = page.state.exception
    if key is None:
        return
    found = page.reader.read("cockpit/exception_records", company=page.state.company, exception=key, top=1)
    if found.is_empty():
        st.html(page.notes([page.words("cockpit.no_exception")]))
        return
    source_level(page, found.row(0, named=True))


def _control_sign(page: Page) -> Sign:
    """Whether both sides tie, in the line under the title."""
    words, formats = page.words, page.formats
    rows = page.read("cockpit/audits").to_dicts()
    checked = [row for row in rows if row["checked_count"]]
    if not checked:
        return Sign("plain", words("freshness.no_control", day=formats.day(page.day)))
    differing = [row for row in checked if row["differing_count"]]
    day = formats.day(min(row["month_end_date"] for row in checked))
    if not differing:
        return Sign("good", words("freshness.ties", day=day))
    details = tuple(
        words("cockpit.said", name=words("cockpit.audit." + row["ledger_side"]), said=_control_words(page, row)[1])
        for row in differing
    )
    return Sign("bad", words("freshness.differs", day=day), details)


def _control_words(page: Page, row: dict[str, Any]) -> tuple[str, str]:
    """Level and statement of a row of the named query cockpit/audits."""
    words, formats = page.words, page.formats
    if not row["checked_count"]:
        return "plain", words("freshness.no_control", day=formats.day(page.day))
    day, checked = formats.day(row["month_end_date"]), formats.count(row["checked_count"])
    if not row["differing_count"]:
        return "good", words("cockpit.audit.ties", day=day, checked=checked)
    return "bad", words(
        "cockpit.audit.differs",
        day=day,
        checked=checked,
        differing=formats.count(row["differing_count"]),
        systems=row["differing_systems"],
    )


def _known(page: Page, frame: pl.DataFrame) -> pl.DataFrame:
    """With our words for reasons and types."""
    tables = {"reason": "exception", "document_type": "document_type"}
    return frame.with_columns(
        pl.Series(name, [page.words.known(tables[name], word) for word in frame[name]], dtype=pl.String)
        for name in tables
        if name in frame.columns
    )
