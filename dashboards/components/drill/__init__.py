"""The frame of all drill pages: a question, headline figures, one chart, and the way down to the source's row.

A page declares what it is made of (`Drill`) and nothing else; see CONTRIBUTING.md for the steps.
"""

from dashboards.components.drill.declaration import Above, Drill, Facts, Field, Lead, Level, Row, Rows, Table
from dashboards.components.drill.page import Page
from dashboards.components.drill.parts import Bars, Category, Figure, Filter, Note, OverTime, Tiles
from dashboards.components.drill.view import finding_link, page_of

__all__ = [
    "Above",
    "Bars",
    "Category",
    "Drill",
    "Facts",
    "Field",
    "Figure",
    "Filter",
    "Lead",
    "Level",
    "Note",
    "OverTime",
    "Page",
    "Row",
    "Rows",
    "Table",
    "Tiles",
    "finding_link",
    "page_of",
]
