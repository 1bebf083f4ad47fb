"""The end of the drill: the source's own row, and the load that brought it."""

from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any, Protocol

import streamlit as st

from dashboards.components.numbers import NOTHING, Formats
from dashboards.components.reading import Reader
from dashboards.components.shell import notes_html
from dashboards.components.words import Words
from quarterdeck.errors import QuarterdeckError


class Page(Protocol):
    """What is needed of a page."""

    @property
    def reader(self) -> Reader:
        """Of the published version."""

    @property
    def words(self) -> Words:
        """Of the reader's language."""

    @property
    def formats(self) -> Formats:
        """Of the reader."""


def source_level(page: Page, record: dict[str, Any]) -> None:
    """The newest version of the row that a record of the warehouse was made of.

    Args:
        page: the page.
        record: system, source_table, source_key; such as a row of a table that opens sources.
    """
    words, formats = page.words, page.formats
    system, table, key = record["system"], record["source_table"], record["source_key"]
    heading = escape(words("drill.source_of", system=system, table=table, key=key))
    try:
        versions = page.reader.source_row(system=system, table=table, key=key)
    except QuarterdeckError as error:
        st.html(f'<h2 class="qd-h2">{heading}</h2>{notes_html([str(error)])}')
        return
    newest = versions.row(0, named=True)
    load_id, is_deleted = newest.pop("_load_id"), newest.pop("_is_deleted")
    loads = page.reader.read("shared/loads", system=system, load_id=load_id, source_table=table)
    sentences = [words("drill.source_load_unknown", load=load_id)]
    if not loads.is_empty():
        load = loads.row(0, named=True)
        instant, mode = formats.instant(load["extracted_at"]), words.known("mode", load["mode"])
        sentences = [words("drill.source_load", load=load_id, instant=instant, mode=mode)]
    older = versions.height - 1
    sentences.append(words("drill.source_older", count=older) if older else words("drill.source_one"))
    if is_deleted:
        sentences.append(words("drill.source_deleted"))
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{escape(_text(value))}</td></tr>"
        for name, value in newest.items()
        if not name.startswith("_dlt")
    )
    st.html(
        f'<h2 class="qd-h2">{heading}</h2><p class="qd-sub">{escape(" ".join(sentences))}</p>'
        f'<div class="qd-scroll"><table class="qd-table qd-fields"><thead><tr>'
        f"<th>{escape(words('drill.field'))}</th><th>{escape(words('drill.value'))}</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _text(value: Any) -> str:
    """A value of the source, as it is there."""
    if value is None:
        return NOTHING
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date | datetime):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    return str(value)
