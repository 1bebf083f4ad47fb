"""What every part of the demonstration group needs: its days, its parameters, its random numbers, its rates."""

import math
import tomllib
import zlib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from ingestion.demo.group.timeline import Days, Timeline

PARAMETERS = Path(__file__).with_name("parameters.toml")
CURRENCIES = ("CNY", "USD", "EUR")
RATE_UNIT = 10**7
"""Exchange rates are whole ten-millionths."""
MINOR_UNIT = 100
"""Every currency here has two digits; amounts are whole minor units."""
SHARE_UNIT = 10_000
"""Shares are whole ten-thousandths."""
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@cache
def parameters(file: Path = PARAMETERS) -> dict[str, Any]:
    """The parameters of a file; nobody changes what is returned."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class World:
    """The frame of one group.

    Attributes:
        timeline: its days.
        seed: of all random numbers.
        scale: of the number of events; 1 is the full group.
        parameters: see parameters.toml.
    """

    timeline: Timeline
    seed: int
    scale: float
    parameters: dict[str, Any]

    def random(self, name: str) -> np.random.Generator:
        """Random numbers of one part: what another part draws does not move them."""
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])

    def size(self, name: str) -> int:
        """How many of a master (customers, suppliers, employees, products) there are: with the scale's square root."""
        return max(12, round(self.parameters["sizes"][name] * math.sqrt(self.scale)))

    def events(self, name: str) -> int:
        """How many of an event there are, the future included."""
        return self.expected(self.parameters["sizes"][name])

    def expected(self, in_history: float) -> int:
        """How many events the whole timeline has, when its history has so many at scale 1."""
        _, weights = self._season
        history = weights[: (self.timeline.anchor - self.timeline.start).days + 1].sum()
        return max(1, round(in_history * self.scale * weights.sum() / history))

    def days(self, random: np.random.Generator, count: int) -> Days:
        """Working days on which so many things begin, by season and growth, rising."""
        every, weights = self._season
        chosen: Days = np.sort(random.choice(every, count, p=weights / weights.sum()))
        return chosen

    @cached_property
    def _season(self) -> tuple[Days, Floats]:
        """Every day of the timeline, and how much begins on it."""
        season = self.parameters["seasonality"]
        every = np.arange(self.timeline.first, self.timeline.last + 1, dtype=np.int32)
        months = every.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
        weights = np.asarray(season["deals"])[months] * (1 + season["growth"]) ** ((every - every[0]) / 365.25)
        return every, weights * self.timeline.is_working(every)

    @cached_property
    def rates(self) -> "Rates":
        """Exchange rates of every day."""
        return Rates.walk(self)


@dataclass(frozen=True)
class Rates:
    """Exchange rates of every day; a day on which nobody works has that of the working day before.

    Attributes:
        first: number of the first day.
        values: [from currency, to currency, day − first], whole ten-millionths; currencies as in CURRENCIES.
    """

    first: int
    values: Ints

    @classmethod
    def walk(cls, world: World) -> "Rates":
        """Random walks of the dollar in yuan and the euro in dollars; the rest are their crosses."""
        given, random = world.parameters["rates"], world.random("rates")
        days = np.arange(world.timeline.first - 120, world.timeline.last + 1, dtype=np.int32)
        moves = world.timeline.is_working(days)
        dollar = given["dollar"] * np.exp(np.cumsum(random.normal(0, given["dollar_step"], len(days)) * moves))
        euro = given["euro"] * np.exp(np.cumsum(random.normal(0, given["euro_step"], len(days)) * moves))
        in_dollars = np.stack([1 / dollar, np.ones(len(days)), euro])
        values = np.rint(in_dollars[:, None, :] / in_dollars[None, :, :] * RATE_UNIT).astype(np.int64)
        return cls(int(days[0]), values)

    def at(self, currency: pl.Series, to: pl.Series, day: pl.Series) -> pl.Series:
        """Units of `to` for one unit of `currency` on days (Date), whole ten-millionths."""
        numbers = {code: number for number, code in enumerate(CURRENCIES)}
        one, other = (side.replace_strict(numbers, return_dtype=pl.Int64).to_numpy() for side in (currency, to))
        days = day.to_physical().to_numpy().astype(np.int64) - self.first
        return pl.Series("rate", self.values[one, other, days])

    def convert(self, amount: pl.Series, rate: pl.Series) -> pl.Series:
        """Amounts (whole minor units, below 10^11) at rates, rounded half away from zero to the minor unit."""
        exact = amount.cast(pl.Int64) * rate.cast(pl.Int64)
        return (exact.abs() + RATE_UNIT // 2) // RATE_UNIT * exact.sign()


def dates(days: Days | Ints) -> pl.Series:
    """Day numbers as dates."""
    return pl.Series(days.astype(np.int32)).cast(pl.Date)


def numbers(days: pl.Series) -> Days:
    """Dates as day numbers; there must be no null."""
    found: Days = days.to_physical().to_numpy().astype(np.int32)
    return found


def pareto_weights(random: np.random.Generator, count: int, exponent: float = 0.95) -> Floats:
    """Sizes of parties: the few large ones have most; they add up to 1, in no order."""
    weights = 1 / np.arange(1, count + 1) ** exponent
    return random.permutation(weights / weights.sum())


def lognormal_amounts(random: np.random.Generator, median: Floats, sigma: Floats | float) -> Ints:
    """Amounts in minor units, about as round as people make them (three or four leading digits)."""
    raw = median * np.exp(random.normal(0, 1, len(median)) * sigma)
    unit = 10 ** np.maximum(np.floor(np.log10(raw)) - random.integers(2, 4, len(raw)), 0)
    return (np.maximum(np.rint(raw / unit), 1) * unit * MINOR_UNIT).astype(np.int64)
