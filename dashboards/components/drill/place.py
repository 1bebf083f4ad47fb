"""Where on the way down the reader is, and the rows that belong there."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from dashboards.components.drill.declaration import Level, Row, Table
from dashboards.components.drill.page import ROWS, Page
from dashboards.components.drill.state import sorts_of
from quarterdeck.ordering import Ordering


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
    """Whether the page's figures give way to the level, or to one over it: it has its own, or needs none."""
    over = {place.level.name, *(above.level for above in place.level.above)}
    return any(level.is_alone or level.tiles is not None for level in page.drill.levels if level.name in over)


def place_of(page: Page) -> Place:
    """The deepest level that the URL names and the data have."""
    problems: list[str] = []
    for level in reversed(page.drill.levels[1:]):
        if page.state[level.name] is None:
            continue
        found = _first(page, level)
        # with a bar chosen, a thing may be there and none of its rows
        if not found.is_empty() or (level.facts is None and page.choice is not None and takes_choice(page, level)):
            return Place(level, found, problems)
        problems.append(page.word(f"missing.{level.name}", day=page.formats.day(page.state.as_of)))
    top = page.drill.levels[0]
    return Place(top, _first(page, top), problems)


def _first(page: Page, level: Level) -> pl.DataFrame:
    return page.read(level.facts.query) if level.facts else _rows(page, level.tables[0])


def frame_of(page: Page, place: Place, table: Table) -> pl.DataFrame:
    """The rows of a table; those of the first were read to find the level."""
    is_read = place.level.facts is None and table is place.level.tables[0]
    return place.first if is_read else _rows(page, table)


def _rows(page: Page, table: Table) -> pl.DataFrame:
    """The rows of a table in the order that the URL asks for, at most as many as are shown, and the total."""
    takes = page.reader.takes(page.full_name(table.query))
    word, descending = order_of(page, table)
    told = sorts_of(table, page.categories).get(word, word)
    if "sort" in takes:
        told = told if table.sorts else word
        return page.read(table.query, sort=told, descending=descending, rows=ROWS, **table.given)
    ordering = Ordering(table.key, told, descending, table.then, ROWS) if word else None
    return page.read(table.query, ordering, **table.given)


def order_of(page: Page, table: Table) -> tuple[str, bool]:
    """By which word a table is sorted, and whether the largest come first."""
    default = table.sort(page) if callable(table.sort) else table.sort
    return page.state.sorting(list(sorts_of(table, page.categories)), default)


def takes_choice(page: Page, level: Level) -> bool:
    """Whether the bar that was chosen says which rows of the level are shown."""
    parameter = page.drill.chart.parameter if page.drill.chart else None
    return parameter in page.reader.takes(page.full_name(level.tables[0].query))


def chosen_row(page: Page, table: Table, frame: pl.DataFrame) -> dict[str, Any] | None:
    """The row whose source row is shown."""
    if not table.is_source or table.opens is None or page.state[table.opens] is None:
        return None
    rows = frame.filter(pl.col(table.key) == page.state[table.opens])
    return rows.row(0, named=True) if rows.height else None


def _above(place: Place) -> dict[str, str]:
    """The keys of the levels between the first and this one."""
    row = place.row
    return {above.level: row[above.key] for above in place.level.above} if row else {}


def keys_here(page: Page, place: Place) -> dict[str, str]:
    """The keys of the levels down to this one."""
    level = place.level
    return {**_above(place), **({} if level is page.drill.levels[0] else {level.name: page.state[level.name]})}


def title_of(page: Page, level: Level, row: Row | None) -> str:
    """What the level's crumb says."""
    if row is None:
        return str(page.state[level.name])
    return level.title(page, row) if callable(level.title) else str(row[level.title])
