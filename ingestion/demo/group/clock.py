"""Where time stands in a demonstration group: a small file beside its databases."""

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ingestion.demo.group.timeline import Timeline
from quarterdeck.atomic import replace_text
from quarterdeck.errors import QuarterdeckError

CLOCK_NAME = "group.json"


@dataclass(frozen=True)
class Clock:
    """What a group was made of, and the day that its systems show.

    Attributes:
        anchor: the day as of which it was first made.
        seed: of its random numbers.
        scale: of the number of its events.
        day: the day that its systems show now.
        place: URL of the PostgreSQL database that holds them, without user and password; None: files beside the clock.
        faults: how the parameters of the planted faults differ from the shipped ones; None: there are no faults.
    """

    anchor: date
    seed: int
    scale: float
    day: date
    place: str | None = None
    faults: dict[str, Any] | None = None

    @property
    def timeline(self) -> Timeline:
        """The group's days."""
        return Timeline(self.anchor)

    def later(self, days: int) -> "Clock":
        """The clock so many days later.

        Raises:
            QuarterdeckError: not a day later at least, or beyond the group's future.
        """
        end = self.timeline.end
        if days < 1:
            raise QuarterdeckError(f"--days {days} leads nowhere; time moves forward by one day or more.")
        if days > (end - self.day).days:
            raise QuarterdeckError(
                f"The future of this group ends on {end}, {(end - self.day).days} days after {self.day}; make a new "
                "one with `quarterdeck demo --force`."
            )
        return replace(self, day=self.day + timedelta(days=days))

    def write(self, folder: Path) -> None:
        """Keep it beside the databases."""
        text = {"anchor": str(self.anchor), "seed": self.seed, "scale": self.scale, "day": str(self.day)}
        more = {"place": self.place, "faults": self.faults}
        text |= {name: value for name, value in more.items() if value is not None}
        replace_text(folder / CLOCK_NAME, json.dumps(text))

    @classmethod
    def read(cls, folder: Path) -> "Clock":
        """The clock of the group in a folder.

        Raises:
            QuarterdeckError: there is none, or it cannot be read.
        """
        file = folder / CLOCK_NAME
        try:
            text = json.loads(file.read_text(encoding="utf-8"))
            anchor, day = date.fromisoformat(text["anchor"]), date.fromisoformat(text["day"])
            return cls(anchor, text["seed"], text["scale"], day, text.get("place"), text.get("faults"))
        except FileNotFoundError:
            raise QuarterdeckError(
                f"{folder} holds no demonstration group; make one with `quarterdeck demo`."
            ) from None
        except (ValueError, KeyError, TypeError) as error:
            raise QuarterdeckError(
                f"{file} is damaged ({error}); make the group anew with `quarterdeck demo --force`."
            ) from None
