"""The days of the demonstration group: its fiscal years, its horizon, and on which days who works where."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import holidays
import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int32]
"""Days since 1970-01-01."""
HORIZON_DAYS = 400
"""How far beyond its first day the group's future is fixed."""
_BEFORE_DAYS, _AFTER_DAYS = 400, 2600
_EPOCH = date(1970, 1, 1)


def number_of(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


@dataclass(frozen=True)
class Timeline:
    """The first day of the history, the day on which it was made, and the last day of its future.

    Attributes:
        anchor: the day as of which the group was first made; it fixes everything that happens, before and after it.
    """

    anchor: date

    @property
    def start(self) -> date:
        """The first day of the third full fiscal year before the current one."""
        return date(self.anchor.year - 3, 1, 1)

    @property
    def end(self) -> date:
        """The last day that time can move to."""
        return self.anchor + timedelta(days=HORIZON_DAYS)

    @property
    def first(self) -> int:
        """Number of the first day."""
        return number_of(self.start)

    @property
    def last(self) -> int:
        """Number of the last day."""
        return number_of(self.end)

    @cached_property
    def _china(self) -> "_Calendar":
        return _Calendar.of("CN", self)

    @cached_property
    def _america(self) -> "_Calendar":
        return _Calendar.of("US", self)

    def next_working(self, days: Days, country: str = "CN") -> Days:
        """Each day, or the next working day after it."""
        return self._calendar(country).next_of(days)

    def add_working(self, days: Days, count: Days | int, country: str = "CN") -> Days:
        """The day that lies `count` working days after the next working day on or after each day."""
        return self._calendar(country).add(days, count)

    def is_working(self, days: Days, country: str = "CN") -> npt.NDArray[np.bool_]:
        """Whether each day is a working day."""
        return self._calendar(country).is_working(days)

    def lunar_new_year(self) -> list[date]:
        """The first day of the Lunar New Year, of every year that the timeline touches."""
        years = range(self.start.year, self.end.year + 2)
        named = holidays.country_holidays("CN", years=years, language="en_US")
        return sorted(
            min(day for day, name in named.items() if day.year == year and "Chinese New Year (Spring Festival)" in name)
            for year in years
        )

    def _calendar(self, country: str) -> "_Calendar":
        return self._america if country == "US" else self._china


@dataclass(frozen=True)
class _Calendar:
    """Working days of a country.

    Attributes:
        first: number of the first day that it knows.
        working: whether each day from `first` on is one.
        days: numbers of the working days, rising.
    """

    first: int
    working: npt.NDArray[np.bool_]
    days: Days

    @classmethod
    def of(cls, country: str, timeline: Timeline) -> "_Calendar":
        first, last = timeline.first - _BEFORE_DAYS, timeline.last + _AFTER_DAYS
        years = range((_EPOCH + timedelta(days=first)).year, (_EPOCH + timedelta(days=last)).year + 1)
        named = holidays.country_holidays(country, years=years)
        numbers = np.arange(first, last + 1, dtype=np.int32)
        working = (numbers + 3) % 7 < 5
        free = np.array([number_of(day) for day in named], dtype=np.int64)
        # a weekend day on which people work, because a holiday was moved to a weekday
        made_up = np.array([number_of(day) for day in getattr(named, "weekend_workdays", ())], dtype=np.int64)
        for days, value in ((free, False), (made_up, True)):
            inside = days[(days >= first) & (days <= last)]
            working[inside - first] = value
        return cls(first, working, numbers[working])

    def is_working(self, days: Days) -> npt.NDArray[np.bool_]:
        found: npt.NDArray[np.bool_] = self.working[days - self.first]
        return found

    def next_of(self, days: Days) -> Days:
        found: Days = self.days[np.searchsorted(self.days, days)]
        return found

    def add(self, days: Days, count: Days | int) -> Days:
        found: Days = self.days[np.searchsorted(self.days, days) + count]
        return found
