"""The row of headline figures."""

from dataclasses import dataclass
from decimal import Decimal
from html import escape


@dataclass(frozen=True)
class Tile:
    """One headline figure.

    Attributes:
        label: what it is.
        figure: the figure, short.
        exact: the figure in full, or the reason why there is none.
        change: how it compares, in words; empty for no comparison.
        mood: good, bad or plain: whether the change is welcome.
        help: what it means, shown when pointed at.
        link: where its name leads; empty: nowhere.
    """

    label: str
    figure: str
    exact: str = ""
    change: str = ""
    mood: str = "plain"
    help: str = ""
    link: str = ""


def tiles_html(tiles: list[Tile]) -> str:
    """The row; it wraps, two a row on a phone."""
    return '<div class="qd-tiles">' + "".join(map(_tile, tiles)) + "</div>"


def mood(change: Decimal | int | None, *, falling_is_good: bool = True) -> str:
    """Whether a change is welcome: good, bad or plain.

    Args:
        change: a number, or None.
        falling_is_good: less is better.
    """
    if not change:
        return "plain"
    return "good" if (change < 0) == falling_is_good else "bad"


def _tile(tile: Tile) -> str:
    label = escape(tile.label)
    if tile.link:
        label = f'<a href="{escape(tile.link)}">{label}</a>'
    return (
        f'<div class="qd-tile" title="{escape(tile.help)}">'
        f'<div class="qd-name">{label}</div>'
        f'<div class="qd-figure">{escape(tile.figure)}</div>'
        f'<div class="qd-exact">{escape(tile.exact)}</div>'
        f'<div class="qd-change qd-{tile.mood}">{escape(tile.change)}</div></div>'
    )
