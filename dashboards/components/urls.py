"""What the reader chose lies in the URL and nowhere else; a wrong value there is a sentence, not an error."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, overload
from urllib.parse import urlencode

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
_LONGEST = 300


@dataclass(frozen=True)
class Problem:
    """A value of the URL that is not accepted.

    Attributes:
        parameter: its name.
        value: what stands there.
    """

    parameter: str
    value: str


@dataclass
class Parameters:
    """Reads the parameters of a URL one by one, and collects what is wrong with them.

    Attributes:
        given: the URL's parameters.
        problems: those that were not accepted.
    """

    given: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    @overload
    def day(self, name: str, default: date) -> date: ...

    @overload
    def day(self, name: str, default: None) -> date | None: ...

    def day(self, name: str, default: date | None) -> date | None:
        """A day, written 2026-11-22."""
        text = self.given.get(name)
        if not text:
            return default
        try:
            found = date.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or not FIRST_DAY <= found <= LAST_DAY:
            self._refuse(name, text)
            return default
        return found

    def choice(self, name: str, accepted: Collection[str], default: str) -> str:
        """One of several words."""
        return self.option(name, accepted) or default

    def option(self, name: str, accepted: Collection[str]) -> str | None:
        """One of several words, or none."""
        text = self.given.get(name)
        if not text:
            return None
        if text not in accepted:
            self._refuse(name, text)
            return None
        return text

    def text(self, name: str) -> str | None:
        """Any text, such as a key; whether it names something, the data say."""
        text = self.given.get(name, "").strip()
        if len(text) > _LONGEST or not text.isprintable():
            self._refuse(name, text)
            return None
        return text or None

    def _refuse(self, name: str, text: str) -> None:
        self.problems.append(Problem(name, text if len(text) <= 40 else f"{text[:40]}…"))


def link(parameters: Mapping[str, str | None]) -> str:
    """The link, relative to the page, that carries these parameters; those without a value are left out."""
    return "?" + urlencode({name: value for name, value in parameters.items() if value is not None})


def view_link(view: Any, defaults: Mapping[str, str], **changes: Any) -> str:
    """The link to a view with some changes; what is at its default is left out.

    Args:
        view: a dataclass of the URL's parameters.
        defaults: parameter → value that need not stand in the URL.
        changes: parameter → new value; None takes it away.
    """
    values = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(replace(view, **changes)).items()
    }
    return link({name: value for name, value in values.items() if value != defaults.get(name)})
