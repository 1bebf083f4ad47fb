"""What benchmarks share: options, interleaved timing, and figures with their goals."""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

Say = Callable[[str], None]


@dataclass(frozen=True)
class Options:
    """How benchmarks run.

    Attributes:
        scale: 1 is the size that the goals speak of.
        keep: folder in which the built warehouse stays for the next run; None makes it anew.
        runs: warm runs of each side, of which the median counts.
        is_thorough: also what takes many minutes and has no goal of its own.
        say: told about progress, a line at a time.
    """

    scale: float = 1.0
    keep: Path | None = None
    runs: int = 7
    is_thorough: bool = False
    say: Say = print

    def scaled(self, rows: int) -> int:
        """So many rows at this scale."""
        return max(1, round(rows * self.scale))


@dataclass(frozen=True)
class Figure:
    """One line of the table of results.

    Attributes:
        what: what was measured.
        measured: the figure with its unit.
        against: what it is compared with, measured in the same run.
        ratio: of the two.
        goal: what the ratio, or the figure, should be.
        is_met: whether it is; None where there is no goal.
    """

    what: str
    measured: str
    against: str = ""
    ratio: str = ""
    goal: str = ""
    is_met: bool | None = None


def at_most(what: str, seconds: float, other: str, other_seconds: float, goal: float) -> Figure:
    """A time that may be at most `goal` times another."""
    ratio = seconds / other_seconds
    return Figure(
        what, spent(seconds), f"{other}: {spent(other_seconds)}", _times(ratio), f"≤ {goal:g}×", ratio <= goal
    )


def faster(what: str, seconds: float, other: str, other_seconds: float, goal: float) -> Figure:
    """A speed that should be at least `goal` times another's."""
    ratio = other_seconds / seconds
    return Figure(
        what,
        spent(seconds),
        f"{other}: {spent(other_seconds)}",
        f"{_times(ratio)} as fast",
        f"≥ {goal:g}×",
        ratio >= goal,
    )


def within(what: str, seconds: float, goal: float) -> Figure:
    """A time that may be at most so many seconds."""
    return Figure(what, spent(seconds), goal=f"≤ {goal:g} s", is_met=seconds <= goal)


def beside(what: str, seconds: float, other: str = "", other_seconds: float | None = None) -> Figure:
    """A time without a goal."""
    if other_seconds is None:
        return Figure(what, spent(seconds))
    return Figure(what, spent(seconds), f"{other}: {spent(other_seconds)}", _times(seconds / other_seconds))


def spent(seconds: float) -> str:
    """A time as people read it."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1f} ms"
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.1f} s"


def interleaved(actions: Mapping[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """Median seconds of each action, after one warm-up of each, taken in turns so that noise hits all alike."""
    for action in actions.values():
        action()
    seconds: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(runs):
        for name, action in actions.items():
            started = time.perf_counter()
            action()
            seconds[name].append(time.perf_counter() - started)
    return {name: statistics.median(times) for name, times in seconds.items()}


@contextmanager
def timed(name: str, into: dict[str, float], say: Say) -> Iterator[None]:
    """Write down how long the block takes, and say so."""
    started = time.perf_counter()
    yield
    into[name] = time.perf_counter() - started
    say(f"{name}: {spent(into[name])}")


def _times(ratio: float) -> str:
    return f"{ratio:.2f}×" if ratio < 10 else f"{ratio:,.0f}×"
