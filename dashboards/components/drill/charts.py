"""The two charts of drill pages: lying bars by category, and columns over time."""

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

import plotly.graph_objects as go
import polars as pl

from dashboards.components.charts import GRID, INK, LAYOUT, SOFT, ZERO, day_labels, nice_ticks
from dashboards.components.drill.page import Page
from dashboards.components.drill.parts import Bars, Category, OverTime
from dashboards.components.tables import Column

_FIRST_TINT, _LAST_TINT, _WIDEST_STEP = 1.0, 0.24, 0.38
_HEIGHT, _OF_BAR, _PALE = 330, 44, 0.3
COLOUR = "#2f7f95"
"""Of bars whose categories come from the data."""


def bar_chart(page: Page, chart: Bars, cells: pl.DataFrame, categories: Sequence[Category]) -> go.Figure:
    """Bars lie, so that labels and figures of many are read on a phone too; a bar's custom data begin with its code.

    Args:
        page: the page.
        chart: what is shown.
        cells: rows of its query.
        categories: those that have cells, in their order.
    """
    formats, currency = page.formats, page.currency
    amounts = {(row[chart.category], _series(chart, row)): row for row in cells.iter_rows(named=True)}
    labels = [category.label for category in categories]
    chosen = page.state[chart.parameter]
    figure = go.Figure()
    series = series_of(chart, cells)
    for tint, (key, name) in zip(tints(len(series)), series, strict=True):
        rows = [amounts[category.value, key] for category in categories]
        count = f"<br>{page.word('chart_count', count='%{customdata[2]}')}" if chart.count else ""
        figure.add_bar(
            name=name,
            orientation="h",
            x=[row[chart.amount] for row in rows],
            y=labels,
            customdata=[
                [
                    category.code,
                    formats.money(row[chart.amount], currency) if chart.kind == "money" else row[chart.amount],
                    formats.count(row[chart.count]) if chart.count else "",
                ]
                for category, row in zip(categories, rows, strict=True)
            ],
            marker={
                "color": [category.colour for category in categories],
                "opacity": [tint * (1 if chosen in (None, category.code) else _PALE) for category in categories],
                "line": {"color": "#ffffff", "width": 1},
                "cornerradius": 3,
            },
            hovertemplate=(
                f"<b>%{{y}}</b>{f'<br>{escape(name)}' if name else ''}"
                f"<br>{escape(currency) if chart.kind == 'money' else ''} %{{customdata[1]}}{count}<extra></extra>"
            ),
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": _PALE}},
        )
    totals = [amounts[category.value, None][chart.amount] for category in categories]
    figure.add_scatter(
        # A figure stands behind its bar; that of what is below zero, whose bar goes left, behind the axis.
        x=[None if total is None else max(total, 0) for total in totals],
        y=labels,
        text=[formats.compact(total) if chart.kind == "money" else formats.count(total) for total in totals],
        mode="text",
        textposition="middle right",
        textfont={"size": 13, "color": INK},
        hoverinfo="skip",
        cliponaxis=False,
    )
    figure.update_layout(
        bargap=0.34, height=_OF_BAR * len(categories), margin={"l": 0, "r": 60, "t": 4, "b": 4}, **LAYOUT
    )
    figure.update_xaxes(
        fixedrange=True, showticklabels=False, gridcolor=GRID, zerolinecolor=ZERO, zerolinewidth=1, title=None
    )
    figure.update_yaxes(
        fixedrange=True, autorange="reversed", tickfont={"size": 13, "color": INK}, ticksuffix="  ", title=None
    )
    return figure


def legend_html(chart: Bars, cells: pl.DataFrame) -> str:
    """Which shade is which series; empty for one."""
    series = series_of(chart, cells)
    if len(series) < 2:
        return ""
    items = "".join(
        f'<span class="qd-key"><i style="opacity:{tint}"></i>{escape(name)}</span>'
        for tint, (_, name) in zip(tints(len(series)), series, strict=True)
    )
    return f'<div class="qd-legend">{items}</div>'


def bars_table(
    page: Page, chart: Bars, cells: pl.DataFrame, categories: Sequence[Category]
) -> tuple[pl.DataFrame, pl.DataFrame, list[Column]]:
    """The chart's figures: a row a category, a column a series, and totals; the rows, the foot, and the columns."""
    series, currency = dict(series_of(chart, cells)), page.currency
    key, amount = chart.series, chart.amount
    filled = cells.with_columns(pl.col(key).fill_null("") if key else pl.lit("").alias("_one"))
    wide = filled.pivot(
        on=key or "_one",
        index=chart.category,
        values=amount,
        on_columns=[*(name for name in series if name is not None), ""],
    )
    order = pl.DataFrame(
        {chart.category: [category.value for category in categories]},
        schema={chart.category: wide.schema[chart.category]},
    )
    rows = order.join(wide, on=chart.category, how="inner", maintain_order="left")
    total = wide.filter(pl.col(chart.category).is_null())
    labels = {category.value: category.label for category in categories}
    columns = [Column(chart.category, page.column_word(chart.parameter), "label", labels=labels, is_link=True)]
    if key and len(series) > 1:
        columns += [Column(str(code), name, chart.kind, currency) for code, name in series.items()]
    columns.append(Column("", page.column_word("total", currency=currency), chart.kind, currency))
    if chart.count:
        counts = cells.filter(pl.col(key).is_null()) if key else cells
        counts = counts.select(chart.category, chart.count)
        rows = rows.join(counts, on=chart.category, how="left", maintain_order="left")
        total = total.join(counts, on=chart.category, how="left", nulls_equal=True)
        help_ = page.word("help.chart_count") if page.knows("help.chart_count") else ""
        columns.append(Column(chart.count, page.column_word(chart.count), "count", help=help_))
    return rows, total, columns


def time_chart(page: Page, chart: OverTime, cells: pl.DataFrame) -> go.Figure:
    """Columns over time, stacked by series; a column's custom data begin with its day.

    Args:
        page: the page.
        chart: what is shown.
        cells: rows of its query.
    """
    formats, currency = page.formats, page.currency
    days: list[date] = cells[chart.day].unique(maintain_order=True).to_list()
    chosen = page.state[chart.parameter] if chart.parameter else None
    pale = [1 if chosen in (None, day) else _PALE for day in days]
    figure = go.Figure()

    def told(values: dict[date, Any]) -> list[list[str]]:
        return [[day.isoformat(), formats.day(day), formats.money(values.get(day), currency)] for day in days]

    def hover(label: str) -> str:
        return f"<b>%{{customdata[1]}}</b><br>{escape(label)}<br>{escape(currency)} %{{customdata[2]}}<extra></extra>"

    for code, colour in chart.colours.items():
        amounts = dict(cells.filter(pl.col(chart.series) == code).select(chart.day, chart.amount).iter_rows())
        label = page.word(f"{chart.series}.{code}")
        figure.add_bar(
            name=label,
            x=list(range(len(days))),
            y=[amounts.get(day) for day in days],
            customdata=told(amounts),
            marker={"color": colour, "opacity": pale, "line": {"color": "#ffffff", "width": 0.5}},
            hovertemplate=hover(label),
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": _PALE}},
        )
    for column, colour in chart.lines.items():
        amounts = dict(cells.select(chart.day, column).iter_rows())
        label = page.word(f"line.{column}")
        figure.add_scatter(
            name=label,
            x=list(range(len(days))),
            y=[amounts[day] for day in days],
            customdata=told(amounts),
            mode="lines+markers",
            line={"color": colour, "width": 2},
            marker={"size": 5},
            hovertemplate=hover(label),
        )
    ticks = nice_ticks(*_extremes(chart, cells))
    figure.update_layout(bargap=0.28, height=_HEIGHT, margin={"l": 0, "r": 8, "t": 6, "b": 4}, **LAYOUT)
    labels = day_labels(days, formats) if chart.grain == "month" else _days(days, page)
    axis = {"fixedrange": True, "title": None}
    figure.update_xaxes(
        tickvals=list(range(len(days))),
        ticktext=labels,
        tickangle=0,
        ticklabeloverflow="allow",
        tickfont={"size": 11, "color": SOFT},
        showgrid=False,
        zeroline=False,
        **axis,
    )
    figure.update_yaxes(
        tickvals=ticks,
        ticktext=[formats.compact(tick) for tick in ticks],
        tickfont={"size": 11, "color": SOFT},
        gridcolor=GRID,
        zerolinecolor=ZERO,
        zerolinewidth=1,
        **axis,
    )
    return figure


def time_legend(page: Page, chart: OverTime) -> str:
    """Which colour is which series or line."""
    named = [(colour, page.word(f"{chart.series}.{code}")) for code, colour in chart.colours.items()]
    named += [(colour, page.word(f"line.{column}")) for column, colour in chart.lines.items()]
    if len(named) < 2:
        return ""
    items = "".join(
        f'<span class="qd-key"><i style="background:{colour}"></i>{escape(label)}</span>' for colour, label in named
    )
    return f'<div class="qd-legend">{items}</div>'


def time_table(page: Page, chart: OverTime, cells: pl.DataFrame) -> tuple[pl.DataFrame, list[Column]]:
    """The same figures: a row a period, the newest first."""
    lines = list(chart.lines)
    rows = cells.pivot(
        on=chart.series, index=[chart.day, *lines], values=chart.amount, on_columns=list(chart.colours)
    ).reverse()
    named = [(code, page.word(f"{chart.series}.{code}")) for code in chart.colours]
    named += [(column, page.word(f"line.{column}")) for column in lines]
    columns = [Column(chart.day, page.words("drill.day"), "date", is_link=chart.parameter is not None)]
    return rows, [*columns, *(Column(code, label, "money", page.currency) for code, label in named)]


def series_of(chart: Bars, cells: pl.DataFrame) -> list[tuple[Any, str]]:
    """Keys and names of the series, in the query's order; one without a key where the chart has no series."""
    if chart.series is None:
        return [(None, "")]
    rows = cells.filter(pl.col(chart.series).is_not_null()).select(chart.series, chart.series_name)
    return list(dict.fromkeys(rows.iter_rows()))


def tints(count: int) -> list[float]:
    """A shade a series, paler in the order of the legend and of the stack."""
    step = min(_WIDEST_STEP, (_FIRST_TINT - _LAST_TINT) / max(count - 1, 1))
    return [round(_FIRST_TINT - step * index, 3) for index in range(count)]


def _series(chart: Bars, row: dict[str, Any]) -> Any:
    return row[chart.series] if chart.series else None


def _extremes(chart: OverTime, cells: pl.DataFrame) -> tuple[float, float]:
    """The lowest and the highest point of the drawing: an axis, not a figure that anybody reads."""
    known = cells.filter(pl.col(chart.amount).is_not_null())
    stacks = known.group_by(chart.day).agg(
        pl.col(chart.amount).filter(pl.col(chart.amount) > 0).sum().alias("high"),
        pl.col(chart.amount).filter(pl.col(chart.amount) < 0).sum().alias("low"),
    )
    points = [float(value) for name in ("low", "high") for value in stacks[name]]
    points += [float(value) for column in chart.lines for value in cells[column].drop_nulls()]
    return min(points, default=0.0), max(points, default=1.0)


def _days(days: Sequence[date], page: Page) -> list[str]:
    """Some of many days, the last among them."""
    every = max(1, len(days) // 8)
    last = len(days) - 1
    return [
        f"{page.formats.day_of_month(day)}<br>{page.formats.month(day)}" if (last - index) % every == 0 else ""
        for index, day in enumerate(days)
    ]
