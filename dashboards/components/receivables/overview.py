"""The upper half of the receivables page: freshness, headline figures, the chart and the table beside it."""

from html import escape

import polars as pl
import streamlit as st

from dashboards.components.freshness import control_sign, freshness_line
from dashboards.components.links import go, linked
from dashboards.components.receivables.chart import aging_chart, legend_html
from dashboards.components.receivables.page import Page
from dashboards.components.receivables.tables import bucket_table, own_totals
from dashboards.components.receivables.tiles import indicator_tiles
from dashboards.components.shell import empty, problem_sentences
from dashboards.components.tables import table_html
from dashboards.components.tiles import tiles_html

_BESIDE = 3
"""With more companies than these the table needs the page's whole width."""


def freshness(page: Page) -> str:
    """The line under the title, and what was wrong with the address."""
    reader, words, formats, state = page.reader, page.words, page.formats, page.state
    control = reader.read("receivables/control", as_of=state.as_of, company=state.company, system=state.system)
    line = freshness_line(reader, words, formats, control_sign(control, state.as_of, words, formats))
    return line + page.notes(problem_sentences(page.problems, words))


def figures(page: Page) -> None:
    """Tiles, chart and table; a sentence where nothing is open."""
    words = page.words
    row = page.read("indicators").row(0, named=True)
    st.html(tiles_html(indicator_tiles(row, words, page.formats)))
    cells = page.read("by_bucket_and_company", buckets=page.bounds)
    if cells.is_empty() or row["document_count"] == 0:
        st.html(
            empty(
                words("receivables.nothing_title"),
                words("receivables.nothing_text", day=page.formats.day(page.state.as_of)),
            )
        )
        return
    is_wide = cells["company_key"].n_unique() - 1 > _BESIDE  # one is null: all of them
    above, below = (st.container(), st.container()) if is_wide else st.columns(2, gap="medium")
    with above:
        _chart(page, cells)
    with below:
        _table(page, cells)


def _chart(page: Page, cells: pl.DataFrame) -> None:
    words, state = page.words, page.state
    st.html(
        f'<h2 class="qd-h2">{escape(words(f"receivables.chart_title_{state.basis}"))}</h2>'
        f'<p class="qd-sub">{escape(words("receivables.chart_hint", currency=page.currency))}</p>{legend_html(cells)}'
    )
    # A chart of another bucket is another element: what was selected in the old one is forgotten.
    key = f"aging {state.bucket}"
    st.plotly_chart(
        aging_chart(cells, page.buckets, state.bucket, page.currency, words, page.formats),
        key=key,
        on_select=lambda: _select_bucket(page, key),
        selection_mode="points",
        config={"displayModeBar": False, "scrollZoom": False, "doubleClick": False},
        alt=words("receivables.chart_alt"),
    )


def _select_bucket(page: Page, key: str) -> None:
    points = st.session_state[key]["selection"]["points"]
    code = points[0]["customdata"][0] if points else None
    go(page.state.to(bucket=None if code == page.state.bucket else code))


def _table(page: Page, cells: pl.DataFrame) -> None:
    words, state = page.words, page.state
    rows, total, columns = bucket_table(cells, page.buckets, page.currency, words)
    codes = {bucket.number: bucket.code for bucket in page.buckets}
    key = "bucket_table" if state.company is None else "bucket_table_one"
    caption = words(f"receivables.{key}", currency=page.currency)
    table = table_html(
        rows,
        columns,
        page.formats,
        caption=caption,
        totals=total,
        total_label=words("receivables.total"),
        row_link=lambda row: state.to(
            bucket=None if codes[row["bucket_number"]] == state.bucket else codes[row["bucket_number"]]
        ),
        marked=lambda row: codes[row["bucket_number"]] == state.bucket,
    )
    notes = [own_totals(cells, page.currency, words, page.formats)]
    if page.is_converted:
        notes.append(words("receivables.converted", day=page.formats.day(state.as_of)))
    note = escape(" · ".join(filter(None, notes)))
    linked(
        f'<h2 class="qd-h2">{escape(caption)}</h2><p class="qd-sub">{note}</p>{table}',
        key="buckets",
        language=words.language,
    )
