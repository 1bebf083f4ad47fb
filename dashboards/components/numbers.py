"""Figures, dates and instants as a reader sees them. Formatting only: nothing here is computed from data."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import get_currency_precision

NOTHING = "–"
"""Stands where there is no figure; the reason stands beside it."""


class _Step(NamedTuple):
    least: Decimal
    unit: Decimal
    decimals: int
    suffix: str


_STEPS = {
    "en": (
        _Step(Decimal("999_950_000"), Decimal(10**9), 2, " B"),
        _Step(Decimal("99_950_000"), Decimal(10**6), 0, " M"),
        _Step(Decimal("9_995_000"), Decimal(10**6), 1, " M"),
        _Step(Decimal("999_500"), Decimal(10**6), 2, " M"),
        _Step(Decimal("10_000"), Decimal(10**3), 0, " K"),
    ),
    "zh": (
        _Step(Decimal("99_995_000"), Decimal(10**8), 2, " 亿"),
        _Step(Decimal("999_500"), Decimal(10**4), 0, " 万"),
        _Step(Decimal("10_000"), Decimal(10**4), 1, " 万"),
    ),
}
_DAY = {"en": "d MMM yyyy", "zh": "y年M月d日"}
_MONTH = {"en": "MMM", "zh": "M月"}
_WHOLE_MONTH = {"en": "MMMM yyyy", "zh": "y年M月"}
_DAY_OF_MONTH = {"en": "d", "zh": "d日"}
_INSTANT = {"en": "d MMM yyyy, HH:mm", "zh": "y年M月d日 HH:mm"}


@dataclass(frozen=True)
class Formats:
    """How one reader sees figures.

    Attributes:
        language: a key of `words.LANGUAGES`.
        zone: name of the time zone in which instants are shown.
    """

    language: str
    zone: str

    def money(self, value: Decimal | None, currency: str | None = None) -> str:
        """An amount to its currency's minor unit, without the currency: -1,234.50."""
        if value is None:
            return NOTHING
        digits = get_currency_precision(currency) if currency else 2
        return _unsigned_zero(f"{value:,.{digits}f}")

    def compact(self, value: Decimal | None, *, sign: bool = False) -> str:
        """An amount in three digits or so: 12.3 M; in Chinese 1,234 万. With `sign`, + stands before a rise."""
        if value is None:
            return NOTHING
        plus = "+" if sign else ""
        for step in _STEPS[self.language]:
            if abs(value) >= step.least:
                return f"{value / step.unit:{plus},.{step.decimals}f}{step.suffix}"
        return _unsigned_zero(f"{value:{plus},.0f}")

    def count(self, value: int | None, *, sign: bool = False) -> str:
        """A whole number: 1,234."""
        return NOTHING if value is None else f"{value:{'+' if sign and value else ''},d}"

    def days(self, value: Decimal | None, *, sign: bool = False) -> str:
        """A number of days with one decimal, without the unit: 60.9."""
        return NOTHING if value is None else _unsigned_zero(f"{value:{'+' if sign else ''},.1f}")

    def number(self, value: Decimal | None) -> str:
        """A quantity, to at most three decimals: 1,234.5."""
        if value is None:
            return NOTHING
        whole, point, decimals = f"{value:,.3f}".partition(".")
        return _unsigned_zero(f"{whole}{point}{decimals}".rstrip("0").rstrip("."))

    def percent(self, value: Decimal | None) -> str:
        """A ratio as a percentage with one decimal: 35.3%."""
        return NOTHING if value is None else _unsigned_zero(f"{value:,.1%}")

    def points(self, value: Decimal | None) -> str:
        """The change of a ratio in percentage points, with its sign, without the unit: +1.2."""
        return NOTHING if value is None else _unsigned_zero(f"{value:+,.1%}".removesuffix("%"))

    def day(self, value: date | None) -> str:
        """A day in words: 22 Nov 2026."""
        return NOTHING if value is None else format_date(value, _DAY[self.language], locale=self.language)

    def month(self, value: date) -> str:
        """The month of a day, short: Nov; in Chinese 11月."""
        return format_date(value, _MONTH[self.language], locale=self.language)

    def whole_month(self, value: date) -> str:
        """The month of a day with its year: November 2026; in Chinese 2026年11月."""
        return format_date(value, _WHOLE_MONTH[self.language], locale=self.language)

    def day_of_month(self, value: date) -> str:
        """The day within its month: 22; in Chinese 22日."""
        return format_date(value, _DAY_OF_MONTH[self.language], locale=self.language)

    def instant(self, value: datetime | None) -> str:
        """An instant, UTC where it has no zone, in the reader's time zone: 22 Nov 2026, 10:12."""
        if value is None:
            return NOTHING
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        local = aware.astimezone(ZoneInfo(self.zone))
        return format_datetime(local, _INSTANT[self.language], locale=self.language)


def _unsigned_zero(text: str) -> str:
    """What is rounded to zero has no sign."""
    return text.lstrip("+-") if not text.strip("+-0.,%") else text
