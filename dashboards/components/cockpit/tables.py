"""A table of the cockpit, with the downloads of exactly its rows."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboards.components.cockpit.page import Page
from dashboards.components.downloads import download_buttons, file_stem
from dashboards.components.links import linked
from dashboards.components.tables import Column, shown_frame, table_html


def downloads(page: Page, frame: pl.DataFrame, columns: Sequence[Column], *, name: str, title: str) -> None:
    """Buttons in a row, right-aligned.

    Args:
        page: the page.
        frame: the rows of the table.
        columns: its columns.
        name: of the table on the page, and of the file.
        title: what the table is.
    """
    words, day = page.words, page.day.isoformat()
    with st.container(horizontal=True, horizontal_alignment="right", gap="small", key=f"above {name}"):
        download_buttons(
            shown_frame(frame, columns, page.formats),
            name=file_stem("cockpit", name, page.state.company or "", day, page.reader.publication.version),
            title=words("app.home"),
            notes={
                words("download.about_report"): title,
                words("download.about_as_of"): day,
                words("download.about_company"): page.scope_name,
                words("download.about_currency"): page.currency,
                words("download.about_version"): page.reader.publication.version,
            },
            words=words,
            key=f"download-{name}",
        )


def table(page: Page, frame: pl.DataFrame, columns: Sequence[Column], *, name: str, title: str, **more: Any) -> None:
    """The table, and under it its downloads; `more` is for `tables.table_html`."""
    html = table_html(frame, columns, page.formats, caption=title, **more)
    linked(f'<div class="qd-compact">{html}</div>', key=f"table {name}", language=page.words.language)
    downloads(page, frame, columns, name=name, title=title)
