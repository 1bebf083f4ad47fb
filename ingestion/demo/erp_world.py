"""What every part of the demonstration ERP needs: the calendar, the random numbers, the exchange rates.

While they are made, dates are whole days since 1970-01-01, instants whole seconds since then, money whole
minor units (all three currencies have two digits), companies and currencies positions in COMPANIES and
CURRENCIES. `erp_file` turns them into what the database holds.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Amounts = TypeVar("Amounts", Ints, pl.Expr)

CURRENCIES = ("CNY", "USD", "EUR")
COMPANY_CURRENCY = np.array([0, 1])
"""Currency of the books of each company: the equipment maker CNY, the trading subsidiary USD."""
RATE_UNIT = 10**7
"""Exchange rates are whole multiples of a ten-millionth."""
DAY = 86_400
LEAD_DAYS = 90
"""Rates begin this long before the first invoice, because advances do."""


@dataclass(frozen=True)
class Rates:
    """Exchange rates of every day; a weekend has Friday's.

    Attributes:
        first_day: day of the first rate.
        values: [from currency, to currency, day − first_day], in RATE_UNIT.
    """

    first_day: int
    values: Ints

    def at(self, currency: Ints, company: Ints, day: Ints) -> Ints:
        """Rates from document currencies to the currency of the companies' books."""
        found: Ints = self.values[currency, COMPANY_CURRENCY[company], day - self.first_day]
        return found

    def table(self) -> pl.DataFrame:
        """Business days only: id, rate_date, from_currency, to_currency, rate, updated_at."""
        days = np.arange(self.values.shape[2]) + self.first_day
        pairs = [(one, other) for one in range(3) for other in range(3) if one != other]
        business = weekday(days) < 5
        return (
            pl.concat(
                pl.DataFrame({"rate_date": days[business], "rate": self.values[one, other][business]}).with_columns(
                    from_currency=pl.lit(one), to_currency=pl.lit(other)
                )
                for one, other in pairs
            )
            .sort("rate_date", "from_currency", "to_currency")
            .with_columns(updated_at=pl.col("rate_date") * DAY + 8 * 3600)
            .with_row_index("id", offset=1)
        )


@dataclass(frozen=True)
class World:
    """The frame of one run: first and last day, random numbers, rates."""

    start: int
    as_of: int
    seed: int
    random: np.random.Generator
    rates: Rates

    @classmethod
    def make(cls, as_of: date, seed: int, history_days: int) -> "World":
        """The world that ends on `as_of`."""
        last = as_of.toordinal() - date(1970, 1, 1).toordinal()
        random = np.random.default_rng(seed)
        first_rate = last - history_days - LEAD_DAYS
        return cls(last - history_days, last, seed, random, _walk(random, first_rate, last))

    def apart(self, stream: int) -> "World":
        """The same world with random numbers of its own, so that what is made with them moves nothing else."""
        return replace(self, random=np.random.default_rng([self.seed, stream]))

    def pick(self, allowed: Mask, share: float, least: int) -> Mask:
        """A random mask of `share` of all rows, at least `least` of them, only where allowed."""
        candidates = np.flatnonzero(allowed)
        count = min(len(candidates), max(least, round(share * len(allowed))))
        chosen = np.zeros(len(allowed), dtype=np.bool_)
        chosen[self.random.choice(candidates, count, replace=False)] = True
        return chosen

    def days(self, low: int, high: int, count: int) -> Ints:
        """`count` whole numbers from low to high, both included."""
        return self.random.integers(low, high, count, endpoint=True)

    def stamps(self, days: Ints) -> Ints:
        """Instants in the working hours of those days."""
        return days * DAY + self.random.integers(3600, 10 * 3600, len(days))

    @property
    def origin(self) -> int:
        """The instant at which the ERP was set up."""
        return (self.start - LEAD_DAYS) * DAY


def weekday(day: Ints) -> Ints:
    """0 for Monday to 6 for Sunday; 1970-01-01 was a Thursday."""
    return (day + 3) % 7


def middle_and_end_of_month(day: Ints, _: Ints) -> Ints:
    """The next 15th or last day of a month, that day included; the Friday before where it is a weekend."""
    months = day.astype("datetime64[D]").astype("datetime64[M]")
    first, following = ((months + step).astype("datetime64[D]").astype(np.int64) for step in (0, 1))
    middle, end, next_middle = (
        run - np.maximum(weekday(run) - 4, 0) for run in (first + 14, following - 1, following + 14)
    )
    return np.where(day <= middle, middle, np.where(day <= end, end, next_middle))


def own_weekday(day: Ints, run_weekday: Ints) -> Ints:
    """The next such weekday, that day included."""
    return day + (run_weekday - weekday(day)) % 7


def converted(amount: Amounts, rate: Amounts) -> Amounts:
    """Minor units of the company's currency, rounded half away from zero; amounts are not negative."""
    return (amount * rate + RATE_UNIT // 2) // RATE_UNIT


def _walk(random: np.random.Generator, first: int, last: int) -> Rates:
    """Random walks of the dollar in yuan and of the euro in dollars; the rest are their crosses."""
    days = np.arange(first, last + 1)
    steps = random.normal(0, 1, (2, len(days))) * np.where(weekday(days) < 5, [[0.0022], [0.0035]], 0)
    dollar = 7.12 * np.exp(np.cumsum(steps[0]))
    euro = 1.09 * np.exp(np.cumsum(steps[1]))
    in_dollars = np.stack([1 / dollar, np.ones(len(days)), euro])
    rates = np.rint(in_dollars[:, None, :] / in_dollars[None, :, :] * RATE_UNIT).astype(np.int64)
    return Rates(first, rates)
