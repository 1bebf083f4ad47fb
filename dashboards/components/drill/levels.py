"""The lower half of a drill page: from the list down to the source's row."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from dashboards.components.downloads import download_buttons, file_stem
from dashboards.components.drill.columns import facts_html, is_text, shown_of
from dashboards.components.drill.declaration import Level, Row, Table
from dashboards.components.drill.figures import converted_note, show_chart, show_nothing, show_tiles
from dashboards.components.drill.filters import find_field, switch
from dashboards.components.drill.page import ROWS, Page
from dashboards.components.drill.source import source_level
from dashboards.components.drill.state import sorts_of
from dashboards.components.links import linked
from dashboards.components.tables import Sorting, shown_frame, table_html
from quarterdeck.ordering import ROW_COUNT, Ordering

Crumb = tuple[str, str | None]
"""A label, and where it leads; the last one leads nowhere."""


@dataclass(frozen=True)
class Place:
    """Where on the way down the reader is.

    Attributes:
        level: the deepest that the URL names and the data have.
        first: its facts, or the rows of its first table.
        problems: sentences about levels that the URL names and the data do not have.
    """

    level: Level
    first: pl.DataFrame
    problems: list[str] = field(default_factory=list)

    @property
    def row(self) -> Row | None:
        """What is known of the thing that the level shows."""
        rows = self.first
        if self.level.facts is None:
            rows = rows.filter(pl.col(self.level.tables[0].key).is_not_null())
        return rows.row(0, named=True) if rows.height else None


def is_alone(page: Page, place: Place) -> bool:
    """Whether the level, or one over it, has figures of its own, so that the page's give way."""
    over = {place.level.name, *(above.level for above in place.level.above)}
    return any(level.tiles is not None for level in page.drill.levels if level.name in over)


def place_of(page: Page) -> Place:
    """The deepest level that the URL names and the data have."""
    problems: list[str] = []
    for level in reversed(page.drill.levels[1:]):
        if page.state[level.name] is None:
            continue
        found = _first(page, level)
        # with a bar chosen, a thing may be there and none of its rows
        if not found.is_empty() or (level.facts is None and page.choice is not None and _takes_choice(page, level)):
            return Place(level, found, problems)
        problems.append(page.word(f"missing.{level.name}", day=page.formats.day(page.state.as_of)))
    top = page.drill.levels[0]
    return Place(top, _first(page, top), problems)


def show_level(page: Page, place: Place) -> None:
    """The level: where the reader is, what is known of it, and its tables."""
    level = place.level
    if place.problems:
        st.html(page.notes(place.problems))
    if level is page.drill.levels[0] and place.first.is_empty() and page.state.find is None and page.choice is None:
        return
    chosen = {table.title: _chosen(page, table, _frame(page, place, table)) for table in level.tables}
    for table in level.tables:
        if table.is_source and page.state[str(table.opens)] is not None and chosen[table.title] is None:
            st.html(page.notes([page.word(f"missing.{table.opens}")]))
    is_source = any(row is not None for row in chosen.values())
    _crumbs(page, place, is_source=is_source)
    if level.tiles is not None:
        show_tiles(page, level.tiles)
    if level.facts is not None:
        linked(facts_html(page, level.facts, place.first), key="facts", language=page.words.language)
    if level.chart is not None:
        show_chart(page, level.chart)
    for table in level.tables:
        _table(page, place, table, _frame(page, place, table))
        row = chosen[table.title]
        if row is not None:
            source_level(page, row)


def _first(page: Page, level: Level) -> pl.DataFrame:
    return page.read(level.facts.query) if level.facts else _rows(page, level.tables[0])


def _frame(page: Page, place: Place, table: Table) -> pl.DataFrame:
    """The rows of a table; those of the first were read to find the level."""
    is_read = place.level.facts is None and table is place.level.tables[0]
    return place.first if is_read else _rows(page, table)


def _rows(page: Page, table: Table) -> pl.DataFrame:
    """The rows of a table in the order that the URL asks for, at most as many as are shown, and the total."""
    takes = page.reader.takes(page.full_name(table.query))
    word, descending = _order(page, table)
    told = sorts_of(table, page.categories).get(word, word)
    if "sort" in takes:
        told = told if table.sorts else word
        return page.read(table.query, sort=told, descending=descending, rows=ROWS, **table.given)
    ordering = Ordering(table.key, told, descending, table.then, ROWS) if word else None
    return page.read(table.query, ordering, **table.given)


def _order(page: Page, table: Table) -> tuple[str, bool]:
    default = table.sort(page) if callable(table.sort) else table.sort
    return page.state.sorting(list(sorts_of(table, page.categories)), default)


def _takes_choice(page: Page, level: Level) -> bool:
    parameter = page.drill.chart.parameter if page.drill.chart else None
    return parameter in page.reader.takes(page.full_name(level.tables[0].query))


def _chosen(page: Page, table: Table, frame: pl.DataFrame) -> dict[str, Any] | None:
    """The row whose source row is shown."""
    if not table.is_source or table.opens is None or page.state[table.opens] is None:
        return None
    rows = frame.filter(pl.col(table.key) == page.state[table.opens])
    return rows.row(0, named=True) if rows.height else None


def _above(place: Place) -> dict[str, str]:
    """The keys of the levels between the first and this one."""
    row = place.row
    return {above.level: row[above.key] for above in place.level.above} if row else {}


def _here(page: Page, place: Place) -> dict[str, str]:
    """The keys of the levels down to this one."""
    level = place.level
    return {**_above(place), **({} if level is page.drill.levels[0] else {level.name: page.state[level.name]})}


def _crumbs(page: Page, place: Place, *, is_source: bool) -> None:
    """Where the reader is; each crumb before the last leads back."""
    level, row, top = place.level, place.row, page.drill.levels[0]
    crumbs: list[Crumb] = [(page.word(f"all_{top.name}"), page.state.up())]
    passed: dict[str, str] = {}
    for above in level.above if row else ():
        passed[above.level] = row[above.key] if row else ""
        crumbs.append((str(row[above.title] if row else ""), page.state.at(passed)))
    if level is not top:
        crumbs.append((_title(page, level, row), page.state.at(_here(page, place))))
    if is_source:
        crumbs.append((page.words("drill.source"), None))
    parts = [
        f'<a href="{escape(href)}">{escape(label)}</a>'
        if href and index < len(crumbs) - 1
        else f'<span class="qd-here">{escape(label)}</span>'
        for index, (label, href) in enumerate(crumbs)
    ]
    html = '<span class="qd-sep">›</span>'.join(parts)
    if page.choice is not None and page.drill.chart is not None and _takes_choice(page, level):
        only = escape(page.words("drill.only", choice=page.choice_label))
        every = escape(page.word("show_all") if page.knows("show_all") else page.words("drill.show_all"))
        href = escape(page.state.to(**{str(page.drill.chart.parameter): None}))
        html += f'<span class="qd-chip">{only} · <a href="{href}">{every} ✕</a></span>'
    linked(f'<nav class="qd-crumbs">{html}</nav>', key="crumbs", language=page.words.language)


def _title(page: Page, level: Level, row: Row | None) -> str:
    if row is None:
        return str(page.state[level.name])
    return level.title(page, row) if callable(level.title) else str(row[level.title])


def _table(page: Page, place: Place, table: Table, frame: pl.DataFrame) -> None:
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
    state, order = page.state, _order(page, table)
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
    here = _here(page, place)
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
    key = table.total
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
        notes[words("download.about_place")] = _title(page, place.level, place.row)
    if state.find is not None:
        notes[words("drill.find")] = state.find
    notes[words("download.about_currency")] = " · ".join(filter(None, (page.currency, converted_note(page))))
    notes[words("download.about_version")] = page.reader.publication.version
    return notes
