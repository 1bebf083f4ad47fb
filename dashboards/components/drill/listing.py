"""One table of a level: its heading, what belongs above it, downloads of exactly its rows, and the rows."""

from collections.abc import Callable
from html import escape

import polars as pl
import streamlit as st

from dashboards.components.downloads import download_buttons, file_stem
from dashboards.components.drill.columns import is_text, shown_of
from dashboards.components.drill.declaration import Row, Table
from dashboards.components.drill.figures import converted_note, show_nothing
from dashboards.components.drill.filters import find_field, switch
from dashboards.components.drill.page import ROWS, Page
from dashboards.components.drill.place import Place, keys_here, order_of, title_of
from dashboards.components.links import linked
from dashboards.components.tables import Sorting, shown_frame, table_html
from quarterdeck.ordering import ROW_COUNT


def show_table(page: Page, place: Place, table: Table, frame: pl.DataFrame) -> None:
    """A table, above it what belongs to it and the downloads of exactly its rows."""
    is_one = len(place.level.tables) == 1
    heading = "" if is_one else f'<h2 class="qd-h2">{escape(page.word(table.title))}</h2>'
    is_total = pl.col(table.key).is_null()
    shown, columns = shown_of(page, table, frame)
    rows, totals = shown.filter(~is_total), shown.filter(is_total)
    count = _count(table, rows, totals)
    rows = rows.head(ROWS)
    beside = _beside(page, table)
    if rows.is_empty():
        for show in beside:
            show()
        if is_one:
            show_nothing(page)
        else:
            none = page.word(f"{table.title}_none") if page.knows(f"{table.title}_none") else page.words("drill.none")
            st.html(f'{heading}<p class="qd-sub">{escape(none)}</p>')
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"above {table.title}"):
        if heading:
            st.html(heading)
        for show in beside:
            show()
        st.space("stretch")
        version = page.reader.publication.version
        download_buttons(
            shown_frame(rows, columns, page.formats),
            name=file_stem(
                page.drill.area, table.title, page.state.company or "", page.state.as_of.isoformat(), version
            ),
            title=page.word("nav"),
            notes=_notes(page, place),
            words=page.words,
            key=f"download-{table.title}",
        )
    state, order = page.state, order_of(page, table)
    html = table_html(
        rows,
        columns,
        page.formats,
        caption=page.word("title" if is_one else table.title),
        totals=totals if totals.height else None,
        total_label=_total(page, table, count),
        row_link=_row_link(page, place, table),
        sorting=Sorting(
            *order,
            lambda word: state.sorted_by(
                word, order, text=any(is_text(column) for column in columns if column.sort == word)
            ),
        ),
        marked=(lambda row: row[table.key] == state[str(table.opens)]) if table.is_source else None,
        marked_column=table.marked(page) if table.marked else None,
    )
    if count > rows.height:
        sentence = page.words("drill.capped", shown=page.formats.count(rows.height), all=page.formats.count(count))
        html = f'<p class="qd-note qd-warning">{escape(sentence)}</p>{html}'
    linked(html, key=f"table {table.title}", language=page.words.language)
    note = table.note(page, frame) if table.note else ""
    if note:
        st.caption(note)


def _row_link(page: Page, place: Place, table: Table) -> Callable[[Row], str | None] | None:
    opens = table.opens
    if opens is None:
        return None
    here = keys_here(page, place)
    # the way back finds the order of the table; that of the first list would mean nothing to the next
    more = {"sort": None} if place.level is page.drill.levels[0] and not table.is_source else {}
    return lambda row: page.state.at({**here, opens: row[table.key]}, **more)


def _beside(page: Page, table: Table) -> list[Callable[[], None]]:
    found: list[Callable[[], None]] = []
    if table.find:
        found.append(lambda: find_field(page, table.title))
    for choice in page.drill.filters:
        if choice.stands_above == table.title:
            found.append(lambda choice=choice: switch(page, choice))  # type: ignore[misc]
    return found


def _count(table: Table, rows: pl.DataFrame, totals: pl.DataFrame) -> int:
    """How many rows there are, also those that are not shown."""
    if ROW_COUNT in rows.columns and rows.height:
        return int(rows[ROW_COUNT][0])
    return int(totals[table.count][0]) if table.count and totals.height else rows.height


def _total(page: Page, table: Table, count: int) -> str:
    key = f"{table.total}_one" if count == 1 and page.knows(f"{table.total}_one") else table.total
    label = f"{page.drill.area}.{key}" if page.knows(key) else f"drill.{key}"
    return page.words(label, count=page.formats.count(count))


def _notes(page: Page, place: Place) -> dict[str, str]:
    """What the Excel file says about itself: whatever was chosen."""
    words, state = page.words, page.state
    notes = {
        words("download.about_report"): page.word("title"),
        words("download.about_as_of"): state.as_of.isoformat(),
        words("download.about_company"): page.company_name,
    }
    if state.system is not None:
        notes[words("filter.system")] = state.system
    for choice in page.drill.filters:
        code = state[choice.name]
        label = words("download.all") if code is None else page.options[choice.name][code]
        if choice.stands_above is None:
            notes[page.word(f"filter.{choice.name}")] = label
    if page.drill.chart is not None and page.drill.chart.parameter is not None:
        notes[words("download.about_only")] = page.choice_label or words("download.all")
    if place.level is not page.drill.levels[0]:
        notes[words("download.about_place")] = title_of(page, place.level, place.row)
    if state.find is not None:
        notes[words("drill.find")] = state.find
    notes[words("download.about_currency")] = " · ".join(filter(None, (page.currency, converted_note(page))))
    notes[words("download.about_version")] = page.reader.publication.version
    return notes
