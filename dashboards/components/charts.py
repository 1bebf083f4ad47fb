"""What all charts look like: colours of ink and lines, and a frame that neither moves nor has a legend."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from math import ceil, floor, log10
from typing import Any

from dashboards.components.numbers import Formats

INK, SOFT, GRID, ZERO = "#1b2733", "#5a6b79", "#e3e9ee", "#8fa0ad"
LAYOUT: dict[str, Any] = {
    "barmode": "relative",
    "showlegend": False,
    "dragmode": False,
    "plot_bgcolor": "rgba(0,0,0,0)",
    "paper_bgcolor": "rgba(0,0,0,0)",
    "hoverlabel": {"bgcolor": "#ffffff", "font": {"color": INK}, "align": "left"},
}
"""Of a chart of stacked bars."""
STILL = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}
"""How a chart is shown that does nothing but be looked at and clicked."""


def nice_step(height: float) -> float:
    """The round distance of marks on an axis so high that it has about four."""
    power: float = 10.0 ** floor(log10(height))
    return next(power * part for part in (0.2, 0.25, 0.5, 1, 2, 2.5) if height / (power * part) <= 5)


def nice_ticks(lowest: float, highest: float) -> list[Decimal]:
    """Round figures along an axis that holds zero, the lowest and the highest point."""
    step = nice_step(max(highest, -lowest) or 1.0)
    first, last = floor(min(lowest, 0) / step), ceil(max(highest, 0) / step)
    return [Decimal(str(round(step * index, 4))) for index in range(first, last + 1)]


def day_labels(days: Sequence[date], formats: Formats) -> list[str]:
    """Every other month, so that a phone has room, with the year where it changes; the last one with its day."""
    labels: list[str] = []
    year = None
    for index, day in enumerate(days[:-1]):
        is_labelled = (len(days) - 1 - index) % 2 == 0
        labels.append("" if not is_labelled else formats.month(day) + (f"<br>{day.year}" if day.year != year else ""))
        year = day.year if is_labelled else year
    return [*labels, *(f"<b>{formats.month(day)}<br>{formats.day_of_month(day)}</b>" for day in days[-1:])]
