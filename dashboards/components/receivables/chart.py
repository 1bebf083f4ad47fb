"""The aging chart: a bar a bucket, stacked by company, from calm to alarming; credits below zero.

Bars lie, so that labels and figures of nine buckets are read on a phone too.
"""

from html import escape

import plotly.graph_objects as go
import polars as pl

from dashboards.components.charts import GRID, INK, LAYOUT, ZERO
from dashboards.components.numbers import Formats
from dashboards.components.receivables.buckets import Bucket
from dashboards.components.words import Words

_FIRST_TINT, _LAST_TINT, _WIDEST_STEP = 1.0, 0.24, 0.38


def aging_chart(
    cells: pl.DataFrame, buckets: list[Bucket], chosen: str | None, currency: str, words: Words, formats: Formats
) -> go.Figure:
    """The chart; each bar's custom data are the code of its bucket.

    Args:
        cells: rows of the named query receivables/by_bucket_and_company.
        buckets: in the order in which they are shown; those without a cell are left out.
        chosen: code of the chosen bucket: the others grow pale.
        currency: of the amounts.
        words: of the reader's language.
        formats: of the reader.
    """
    present = set(cells["bucket_number"].to_list())
    shown = [bucket for bucket in buckets if bucket.number in present]
    amounts = {(row["bucket_number"], row["company_key"]): row for row in cells.iter_rows(named=True)}
    labels = [bucket.label for bucket in shown]
    figure = go.Figure()
    companies = _companies(cells)
    tints = _tints(len(companies))
    for tint, (company, name) in zip(tints, companies, strict=True):
        rows = [amounts[bucket.number, company] for bucket in shown]
        figure.add_bar(
            name=name,
            orientation="h",
            x=[row["shown_amount"] for row in rows],
            y=labels,
            customdata=[
                [bucket.code, formats.money(row["shown_amount"], currency), formats.count(row["document_count"])]
                for bucket, row in zip(shown, rows, strict=True)
            ],
            marker={
                "color": [bucket.colour for bucket in shown],
                "opacity": [tint * (1 if chosen in (None, bucket.code) else 0.3) for bucket in shown],
                "line": {"color": "#ffffff", "width": 1},
                "cornerradius": 3,
            },
            hovertemplate=(
                f"<b>%{{y}}</b><br>{escape(name)}<br>{escape(currency)} %{{customdata[1]}}"
                f"<br>{words('receivables.chart_documents', count='%{customdata[2]}')}<extra></extra>"
            ),
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 0.3}},
        )
    totals = [amounts[bucket.number, None]["shown_amount"] for bucket in shown]
    figure.add_scatter(
        # A figure stands behind its bar; that of the credits, whose bar goes left, behind the axis.
        x=[None if total is None else max(total, 0) for total in totals],
        y=labels,
        text=[formats.compact(total) for total in totals],
        mode="text",
        textposition="middle right",
        textfont={"size": 13, "color": INK},
        hoverinfo="skip",
        cliponaxis=False,
    )
    figure.update_layout(
        bargap=0.34,
        height=44 * len(shown),
        margin={"l": 0, "r": 60, "t": 4, "b": 4},
        **LAYOUT,
    )
    figure.update_xaxes(
        fixedrange=True, showticklabels=False, gridcolor=GRID, zerolinecolor=ZERO, zerolinewidth=1, title=None
    )
    figure.update_yaxes(
        fixedrange=True, autorange="reversed", tickfont={"size": 13, "color": INK}, ticksuffix="  ", title=None
    )
    return figure


def legend_html(cells: pl.DataFrame) -> str:
    """Which shade is which company; empty for one company."""
    companies = _companies(cells)
    if len(companies) < 2:
        return ""
    items = "".join(
        f'<span class="qd-key"><i style="opacity:{tint}"></i>{escape(name)}</span>'
        for tint, (_, name) in zip(_tints(len(companies)), companies, strict=True)
    )
    return f'<div class="qd-legend">{items}</div>'


def _tints(count: int) -> list[float]:
    """A shade a company, paler in the order of the legend and of the stack."""
    step = min(_WIDEST_STEP, (_FIRST_TINT - _LAST_TINT) / max(count - 1, 1))
    return [round(_FIRST_TINT - step * index, 3) for index in range(count)]


def _companies(cells: pl.DataFrame) -> list[tuple[str, str]]:
    """Keys and names, in the order of their tree."""
    rows = cells.filter(pl.col("company_key").is_not_null()).select("company_key", "company_name")
    return list(dict.fromkeys(rows.iter_rows()))
