"""The row of headline figures of a drill page, or of one of its levels."""

from collections.abc import Mapping
from typing import Any

from dashboards.components.drill.declaration import Row
from dashboards.components.drill.page import Page
from dashboards.components.drill.parts import Figure, Note, Tiles
from dashboards.components.numbers import NOTHING
from dashboards.components.tables import Kind
from dashboards.components.tiles import Tile, mood


def tiles_of(page: Page, tiles: Tiles, row: Row) -> list[Tile]:
    """The tiles of the one row of their query."""
    return [_tile(page, figure, row) for figure in tiles.figures]


def _tile(page: Page, figure: Figure, row: Row) -> Tile:
    name, value = figure.name or figure.column, row[figure.column]
    has_change = f"{figure.column}_change" in row
    change = row.get(f"{figure.column}_change")
    exact = _beneath(page, figure, row)
    help_ = page.word(f"help.{name}")
    return Tile(
        label=page.word(f"tile.{name}"),
        figure=written(page, figure.kind, value),
        exact=exact,
        change=_change(page, figure, change, row) if has_change else "",
        mood="plain" if figure.falling_is_good is None else mood(change, falling_is_good=figure.falling_is_good),
        help=f"{exact}\n{help_}" if figure.kind == "money" and figure.note is None else help_,
        link=page.state.up(**figure.leads) if figure.leads else "",
    )


def _beneath(page: Page, figure: Figure, row: Row) -> str:
    """The amount in full, or the note; where there is no figure, the reason."""
    currencies = row.get("missing_rate_currencies")
    if row[figure.column] is None and currencies:
        return page.words("drill.no_rate", currencies=currencies)
    if figure.note is not None:
        if row[figure.column] is None and page.knows(f"tile.{figure.note.word}_none"):
            return page.word(f"tile.{figure.note.word}_none")
        return " · ".join(_said(page, note, row) for note in (figure.note, *figure.also))
    if figure.kind != "money" or row[figure.column] is None:
        return ""
    currency = row.get("shown_currency") or page.currency
    return f"{currency} {page.formats.money(row[figure.column], currency)}"


def _said(page: Page, note: Note, row: Row) -> str:
    value = row[note.column]
    key = f"tile.{note.word}_one" if value == 1 and page.knows(f"tile.{note.word}_one") else f"tile.{note.word}"
    return page.word(key, value=written(page, note.kind, value))


def _change(page: Page, figure: Figure, change: Any, row: Row) -> str:
    day = page.formats.day(row["before_date"])
    if change is None:
        return f"{NOTHING} {page.words('drill.not_comparable', day=day)}"
    match figure.kind:
        case "percent":
            shown = page.words("drill.points", points=page.formats.points(change))
        case "money":
            shown = page.formats.compact(change, sign=True)
        case "count":
            shown = page.formats.count(change, sign=True)
        case _:
            shown = page.formats.days(change, sign=True)
    return page.words("drill.since" if change else "drill.unchanged", change=shown, day=day)


def written(page: Page, kind: Kind, value: Any) -> str:
    """A figure, short."""
    formats = page.formats
    writers: Mapping[Kind, Any] = {
        "money": formats.compact,
        "count": formats.count,
        "percent": formats.percent,
        "number": formats.days,
        "date": formats.day,
        "instant": formats.instant,
    }
    if value is None:
        return NOTHING
    return str(writers[kind](value)) if kind in writers else str(value)
