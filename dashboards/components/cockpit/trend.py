"""Aging over time: a column a month end, stacked by bucket, from calm to alarming; credits below zero."""

from decimal import Decimal
from html import escape

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from dashboards.components.charts import GRID, LAYOUT, SOFT, STILL, ZERO, day_labels, nice_step
from dashboards.components.cockpit.page import Page
from dashboards.components.cockpit.tables import table
from dashboards.components.numbers import NOTHING, Formats
from dashboards.components.receivables.buckets import Bucket
from dashboards.components.shell import empty
from dashboards.components.tables import Column

_HEIGHT = 330


def trend(page: Page) -> None:
    """The chart, and the same figures as a table."""
    words, formats = page.words, page.formats
    cells = page.read("receivables/aging_trend", buckets=page.reader.settings.aging.buckets)
    title = words("cockpit.trend_title")
    present = set(cells.filter((pl.col("shown_amount") != 0) | pl.col("shown_amount").is_null())["bucket_number"])
    if not present:
        nothing = empty(words("receivables.nothing_title"), words("cockpit.nothing_ever", day=formats.day(page.day)))
        st.html(f'<h2 class="qd-h2">{escape(title)}</h2>{nothing}')
        return
    buckets = [bucket for bucket in page.buckets if bucket.number in present]
    notes = [words("cockpit.trend_hint", currency=page.currency)]
    if page.is_group:
        notes.append(words("indicator.third_parties"))
    st.html(
        f'<h2 class="qd-h2">{escape(title)}</h2><p class="qd-sub">{escape(" · ".join(notes))}</p>'
        f"{_legend(buckets)}{_unknown(page, cells)}"
    )
    st.plotly_chart(
        aging_chart(cells, buckets, page.currency, formats),
        key="aging over time",
        config=STILL,
        alt=words("cockpit.trend_alt"),
    )
    with st.expander(words("cockpit.trend_table", currency=page.currency)):
        rows, columns = trend_table(page, cells, buckets)
        table(page, rows, columns, name="aging", title=title)


def aging_chart(cells: pl.DataFrame, buckets: list[Bucket], currency: str, formats: Formats) -> go.Figure:
    """The chart.

    Args:
        cells: rows of the named query receivables/aging_trend.
        buckets: those that are shown, in their order.
        currency: of the amounts.
        formats: of the reader.
    """
    days = cells["reporting_date"].unique(maintain_order=True).to_list()
    totals = dict(cells.select("reporting_date", "total_amount").iter_rows())
    figure = go.Figure()
    for bucket in buckets:
        amounts = dict(
            cells.filter(pl.col("bucket_number") == bucket.number).select("reporting_date", "shown_amount").iter_rows()
        )
        figure.add_bar(
            name=bucket.label,
            x=list(range(len(days))),
            y=[amounts[day] for day in days],
            customdata=[
                [formats.day(day), formats.money(amounts[day], currency), formats.money(totals[day], currency)]
                for day in days
            ],
            marker={"color": bucket.colour, "line": {"color": "#ffffff", "width": 0.5}},
            hovertemplate=(
                f"<b>%{{customdata[0]}}</b><br>{escape(bucket.label)}<br>{escape(currency)} %{{customdata[1]}}"
                f"<br>Σ %{{customdata[2]}}<extra></extra>"
            ),
        )
    ticks = nice_ticks(cells)
    figure.update_layout(
        bargap=0.28,
        height=_HEIGHT,
        margin={"l": 0, "r": 8, "t": 6, "b": 4},
        **LAYOUT,
    )
    figure.update_xaxes(
        fixedrange=True,
        tickvals=list(range(len(days))),
        ticktext=day_labels(days, formats),
        tickangle=0,
        ticklabeloverflow="allow",
        tickfont={"size": 11, "color": SOFT},
        showgrid=False,
        zeroline=False,
        title=None,
    )
    figure.update_yaxes(
        fixedrange=True,
        tickvals=ticks,
        ticktext=[formats.compact(tick) for tick in ticks],
        tickfont={"size": 11, "color": SOFT},
        gridcolor=GRID,
        zerolinecolor=ZERO,
        zerolinewidth=1,
        title=None,
    )
    return figure


def trend_table(page: Page, cells: pl.DataFrame, buckets: list[Bucket]) -> tuple[pl.DataFrame, list[Column]]:
    """A row a day, the newest first; a column a bucket, and the total."""
    rows = cells.pivot(on="bucket_number", index=["reporting_date", "total_amount"], values="shown_amount").reverse()
    columns = [
        Column("reporting_date", page.words("cockpit.column.day"), "date"),
        *(Column(str(bucket.number), bucket.label, "money", page.currency) for bucket in buckets),
        Column("total_amount", page.words("drill.total"), "money", page.currency),
    ]
    return rows, columns


def nice_ticks(cells: pl.DataFrame) -> list[Decimal]:
    """Round figures along the axis, four or so from zero to the highest column."""
    columns = cells.filter(pl.col("shown_amount") > 0).group_by("reporting_date").agg(pl.col("shown_amount").sum())
    highest = max((float(amount) for amount in columns["shown_amount"]), default=1.0)
    step = nice_step(highest)
    return [Decimal(str(round(step * index, 4))) for index in range(-3, int(highest / step) + 1)]


def _legend(buckets: list[Bucket]) -> str:
    items = "".join(
        f'<span class="qd-key"><i style="background:{bucket.colour}"></i>{escape(bucket.label)}</span>'
        for bucket in buckets
    )
    return f'<div class="qd-legend">{items}</div>'


def _unknown(page: Page, cells: pl.DataFrame) -> str:
    days = cells.filter(pl.col("total_amount").is_null())["reporting_date"].unique(maintain_order=True).to_list()
    if not days:
        return ""
    listed = ", ".join(page.formats.day(day) for day in days) or NOTHING
    return page.notes([page.words("cockpit.trend_unknown", days=listed)])
