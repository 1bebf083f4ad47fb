"""What all charts look like: colours of ink and lines, and a frame that neither moves nor has a legend."""

from typing import Any

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
