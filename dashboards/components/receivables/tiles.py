"""Headline figures of receivables."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from dashboards.components.numbers import NOTHING, Formats
from dashboards.components.tiles import Tile, mood
from dashboards.components.words import Words

_AMOUNTS = (
    ("open", None),
    ("overdue", True),
    ("not_due", None),
    ("long_overdue", True),
    ("credit", None),
    ("intercompany", None),
)


def indicator_tiles(row: Mapping[str, Any], words: Words, formats: Formats) -> list[Tile]:
    """Tiles of the one row of the named query receivables/indicators."""
    amounts = {name: _amount(name, falling, row, words, formats) for name, falling in _AMOUNTS}
    return [
        amounts["open"],
        amounts["overdue"],
        _share(row, words, formats),
        amounts["long_overdue"],
        amounts["not_due"],
        amounts["credit"],
        amounts["intercompany"],
        _counts(row, words, formats),
    ]


def _amount(name: str, falling_is_good: bool | None, row: Mapping[str, Any], words: Words, formats: Formats) -> Tile:
    value: Decimal | None = row[f"{name}_amount"]
    change: Decimal | None = row[f"{name}_amount_change"]
    currency = row["shown_currency"]
    exact = f"{currency} {formats.money(value, currency)}" if value is not None else _missing(row, words)
    return Tile(
        label=words(f"receivables.tile.{name}"),
        figure=formats.compact(value),
        exact=exact,
        change=_change(None if change is None else formats.compact(change, sign=True), change, row, words, formats),
        mood="plain" if falling_is_good is None else mood(change, falling_is_good=falling_is_good),
        help=f"{exact}\n{words(f'receivables.help.{name}')}",
    )


def _share(row: Mapping[str, Any], words: Words, formats: Formats) -> Tile:
    value, change = row["overdue_share"], row["overdue_share_change"]
    exact = words("receivables.tile.share_of", amount=formats.compact(row["debit_amount"]))
    if value is None:
        exact = _missing(row, words) or words("receivables.nothing_open")
    shown = None if change is None else words("receivables.points", points=formats.points(change))
    return Tile(
        label=words("receivables.tile.overdue_share"),
        figure=formats.percent(value),
        exact=exact,
        change=_change(shown, change, row, words, formats),
        mood=mood(change),
        help=words("receivables.help.overdue_share"),
    )


def _counts(row: Mapping[str, Any], words: Words, formats: Formats) -> Tile:
    change = formats.count(row["document_count_change"], sign=True)
    return Tile(
        label=words("receivables.tile.documents"),
        figure=formats.count(row["document_count"]),
        exact=words("receivables.tile.customers", count=formats.count(row["customer_count"])),
        change=_change(change, row["document_count_change"], row, words, formats),
        help=words("receivables.help.documents"),
    )


def _change(shown: str | None, change: object, row: Mapping[str, Any], words: Words, formats: Formats) -> str:
    if shown is None:
        return f"{NOTHING} {words('receivables.not_comparable', day=formats.day(row['before_date']))}"
    key = "receivables.since" if change else "receivables.unchanged"
    return words(key, change=shown, day=formats.day(row["before_date"]))


def _missing(row: Mapping[str, Any], words: Words) -> str:
    currencies = row["missing_rate_currencies"]
    return words("receivables.no_rate", currencies=currencies) if currencies else ""
