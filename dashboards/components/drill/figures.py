"""The upper half of a drill page: freshness, headline figures, the chart and the table beside it."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from dashboards.components.charts import STILL
from dashboards.components.drill.charts import (
    COLOUR,
    bar_chart,
    bars_table,
    legend_html,
    series_of,
    time_chart,
    time_legend,
    time_table,
)
from dashboards.components.drill.page import Page
from dashboards.components.drill.parts import Bars, Category, OverTime, Tiles
from dashboards.components.drill.tiles import tiles_of
from dashboards.components.freshness import freshness_line
from dashboards.components.links import go, linked
from dashboards.components.numbers import NOTHING
from dashboards.components.shell import empty, problem_sentences
from dashboards.components.tables import table_html
from dashboards.components.tiles import tiles_html

_BESIDE = 3
"""With more series than these the table needs the page's whole width."""


def freshness(page: Page) -> str:
    """The line under the title, and what was wrong with the address."""
    control = page.drill.control(page) if page.drill.control else None
    line = freshness_line(page.reader, page.words, page.formats, control)
    return line + page.notes(problem_sentences(page.problems, page.words))


def figures(page: Page) -> None:
    """Tiles, chart and table of the page; a sentence where there is nothing."""
    is_nothing = False
    if page.drill.tiles is not None:
        row = show_tiles(page, page.drill.tiles)
        is_nothing = row is None or (page.drill.tiles.nothing is not None and not row[page.drill.tiles.nothing])
    if is_nothing:
        show_nothing(page)
    elif page.drill.chart is not None:
        show_chart(page, page.drill.chart)


def show_tiles(page: Page, tiles: Tiles) -> dict[str, Any] | None:
    """The headline figures; the row that they were made of, None where the query has none."""
    frame = page.read(tiles.query)
    if frame.is_empty():
        return None
    row = frame.row(0, named=True)
    shown = tiles_of(page, tiles, row)
    if page.is_unkept and tiles.nothing is not None and not row[tiles.nothing]:
        shown = [replace(tile, figure=NOTHING, exact="", change="", link="") for tile in shown]
    html = tiles_html(shown)
    if any(figure.leads for figure in tiles.figures):
        linked(html, key=f"tiles {tiles.query}", language=page.words.language)
    else:
        st.html(html)
    return row


def show_nothing(page: Page) -> None:
    """A panel that says that there is nothing on the day, or that no system would tell."""
    if page.is_unkept:
        systems = ", ".join(f"{name} ({system.kind})" for name, system in page.reader.settings.systems.items())
        st.html(empty(page.words("drill.unkept_title"), page.words("drill.unkept", systems=systems)))
        return
    text = page.word("nothing_text", day=page.formats.day(page.state.as_of))
    st.html(empty(page.word("nothing_title"), text))


def show_chart(page: Page, chart: Bars | OverTime) -> None:
    """A chart with its figures beside it, or underneath."""
    cells = page.read(chart.query)
    if cells.is_empty():
        show_nothing(page)
    elif isinstance(chart, OverTime):
        _over_time(page, chart, cells)
    else:
        categories = categories_of(page, chart, cells)
        if not (cells[chart.amount].fill_null(0) != 0).any():  # no bar: the table says all there is
            _bars_table(page, chart, cells, categories)
            return
        is_wide = len(series_of(chart, cells)) > _BESIDE
        above, below = (st.container(), st.container()) if is_wide else st.columns(2, gap="medium")
        with above:
            _head(page, chart, cells, legend_html(chart, cells))
            _plot(page, chart, bar_chart(page, chart, cells, categories))
        with below:
            _bars_table(page, chart, cells, categories)


def categories_of(page: Page, chart: Bars, cells: pl.DataFrame) -> list[Category]:
    """The bars that have cells, in their order."""
    present = cells.filter(pl.col(chart.category).is_not_null())
    if chart.categories is not None:
        values = set(present[chart.category].to_list())
        return [category for category in page.categories if category.value in values]
    named = dict(present.select(chart.category, chart.labels).iter_rows())
    return [Category(value, str(value), str(label), COLOUR) for value, label in named.items()]


def _head(page: Page, chart: Bars | OverTime, cells: pl.DataFrame, legend: str) -> None:
    title = chart.title(page) if callable(chart.title) else page.word(chart.title, currency=page.currency)
    notes = [page.word("chart_hint", currency=page.currency)]
    if isinstance(chart, OverTime) and chart.note is not None:
        notes.append(chart.note(page, cells))
    sub = escape(" · ".join(filter(None, notes)))
    st.html(f'<h2 class="qd-h2">{escape(title)}</h2><p class="qd-sub">{sub}</p>{legend}')


def _plot(page: Page, chart: Bars | OverTime, figure: Any) -> None:
    more: dict[str, Any] = {}
    # A chart of another choice is another element: what was selected in the old one is forgotten.
    key = f"chart {chart.query}"
    if chart.parameter is not None:
        key = f"{key} {page.state[chart.parameter]}"
        more = {"on_select": lambda: _select(page, str(chart.parameter), key), "selection_mode": "points"}
    st.plotly_chart(figure, key=key, config=STILL, alt=page.word("chart_alt"), **more)


def _select(page: Page, parameter: str, key: str) -> None:
    points = st.session_state[key]["selection"]["points"]
    code = points[0]["customdata"][0] if points else None
    go(page.state.to(**{parameter: None if code == _said(page, parameter) else code}))


def _said(page: Page, parameter: str) -> str | None:
    value = page.state[parameter]
    return value if value is None else str(value)


def _bars_table(page: Page, chart: Bars, cells: pl.DataFrame, categories: Sequence[Category]) -> None:
    state, parameter = page.state, chart.parameter
    rows, total, columns = bars_table(page, chart, cells, categories)
    codes = {category.value: category.code for category in categories}
    is_one = page.state.company is not None and page.knows("chart_table_one")
    caption = page.word("chart_table_one" if is_one else "chart_table", currency=page.currency)
    chosen = _said(page, parameter)

    def link(row: Any) -> str:
        code = codes[row[chart.category]]
        return state.to(**{parameter: None if code == chosen else code})

    table = table_html(
        rows,
        columns,
        page.formats,
        caption=caption,
        totals=total,
        total_label=page.words("drill.total"),
        row_link=link,
        marked=lambda row: codes[row[chart.category]] == chosen,
    )
    notes = [chart.note(page, cells)] if chart.note else []
    notes.append(converted_note(page))
    note = escape(" · ".join(filter(None, notes)))
    linked(
        f'<h2 class="qd-h2">{escape(caption)}</h2><p class="qd-sub">{note}</p>{table}',
        key=f"cells {chart.query}",
        language=page.words.language,
    )


def converted_note(page: Page) -> str:
    """At which day's rates amounts were converted, where they were."""
    return page.words("drill.converted", day=page.formats.day(page.state.as_of)) if page.is_converted else ""


def _over_time(page: Page, chart: OverTime, cells: pl.DataFrame) -> None:
    _head(page, chart, cells, time_legend(page, chart))
    _plot(page, chart, time_chart(page, chart, cells))
    rows, columns = time_table(page, chart, cells)
    parameter = chart.parameter
    with st.expander(page.words("drill.chart_table", currency=page.currency)):
        table = table_html(
            rows,
            columns,
            page.formats,
            caption=page.words("drill.chart_table", currency=page.currency),
            row_link=(lambda row: page.state.to(**{str(parameter): row[chart.day]})) if parameter else None,
            marked=(lambda row: row[chart.day] == page.state[str(parameter)]) if parameter else None,
        )
        linked(table, key=f"cells {chart.query}", language=page.words.language)
