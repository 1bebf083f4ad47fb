"""The lower half of a drill page: from the list down to the source's row."""

from html import escape

import streamlit as st

from dashboards.components.drill.columns import facts_html
from dashboards.components.drill.figures import show_chart, show_tiles
from dashboards.components.drill.listing import show_table
from dashboards.components.drill.page import Page
from dashboards.components.drill.place import Place, chosen_row, frame_of, keys_here, takes_choice, title_of
from dashboards.components.drill.source import source_level
from dashboards.components.links import linked

Crumb = tuple[str, str | None]
"""A label, and where it leads; the last one leads nowhere."""


def show_level(page: Page, place: Place) -> None:
    """The level: where the reader is, what is known of it, and its tables."""
    level = place.level
    if place.problems:
        st.html(page.notes(place.problems))
    if level is page.drill.levels[0] and place.first.is_empty() and page.state.find is None and page.choice is None:
        return
    chosen = {table.title: chosen_row(page, table, frame_of(page, place, table)) for table in level.tables}
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
    is_top = level is page.drill.levels[0]
    if level.acts is not None and is_top:
        level.acts(page, None)
    for table in level.tables:
        show_table(page, place, table, frame_of(page, place, table))
        row = chosen[table.title]
        if row is not None:
            source_level(page, row)
    if level.acts is not None and not is_top:  # one decides after one has read
        level.acts(page, place.row)


def _crumbs(page: Page, place: Place, *, is_source: bool) -> None:
    """Where the reader is; each crumb before the last leads back."""
    level, row, top = place.level, place.row, page.drill.levels[0]
    month = page.formats.whole_month(page.state.as_of)
    crumbs: list[Crumb] = [(page.word(f"all_{top.name}", month=month), page.state.up())]
    passed: dict[str, str] = {}
    for above in level.above if row else ():
        said = above.title(page, row or {}) if callable(above.title) else (row or {})[above.title]
        passed[above.level] = row[above.key] if row else ""
        crumbs.append((str(said), page.state.at(passed)))
    if level is not top:
        crumbs.append((title_of(page, level, row), page.state.at(keys_here(page, place))))
    if is_source:
        crumbs.append((page.words("drill.source"), None))
    parts = [
        f'<a href="{escape(href)}">{escape(label)}</a>'
        if href and index < len(crumbs) - 1
        else f'<span class="qd-here">{escape(label)}</span>'
        for index, (label, href) in enumerate(crumbs)
    ]
    html = '<span class="qd-sep">›</span>'.join(parts)
    if page.choice is not None and page.drill.chart is not None and takes_choice(page, level):
        only = escape(page.words("drill.only", choice=page.choice_label))
        every = escape(page.word("show_all") if page.knows("show_all") else page.words("drill.show_all"))
        href = escape(page.state.to(**{str(page.drill.chart.parameter): None}))
        html += f'<span class="qd-chip">{only} · <a href="{href}">{every} ✕</a></span>'
    linked(f'<nav class="qd-crumbs">{html}</nav>', key="crumbs", language=page.words.language)
