"""What a reader of the cockpit chose: all of it, and only it, stands in the URL."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from dashboards.components.urls import Parameters, Problem, link, view_link
from dashboards.components.words import DEFAULT_LANGUAGE, LANGUAGES

ALL = "all"


@dataclass(frozen=True)
class State:
    """One view of the cockpit.

    Attributes:
        as_of: a reporting date; None is the newest, tomorrow the then newest.
        company: code of a company; None is the group.
        findings: "all" shows every finding; None the first ones.
        exception: key of the record whose source row is shown.
        lang: language of the words.
    """

    as_of: date | None = None
    company: str | None = None
    findings: str | None = None
    exception: str | None = None
    lang: str = DEFAULT_LANGUAGE

    @classmethod
    def of(cls, given: Mapping[str, str], *, newest: date, companies: Collection[str]) -> tuple[Self, list[Problem]]:
        """The view that a URL asks for, and what in it is not accepted.

        Args:
            given: the URL's parameters.
            newest: the newest reporting date.
            companies: codes of those that the viewer sees.
        """
        read = Parameters(given)
        day = read.day("as_of", newest)
        state = cls(
            as_of=None if day == newest else day,
            company=read.option("company", companies),
            findings=read.option("findings", (ALL,)),
            exception=read.text("exception"),
            lang=read.choice("lang", LANGUAGES, DEFAULT_LANGUAGE),
        )
        return state, read.problems

    def to(self, **changes: Any) -> str:
        """The link to this view with some changes."""
        return view_link(self, {"lang": DEFAULT_LANGUAGE}, **changes)


def page_link(path: str, day: date, lang: str, **parameters: str | None) -> str:
    """The link to another page on a day."""
    language = None if lang == DEFAULT_LANGUAGE else lang
    return path + link({"as_of": day.isoformat(), **parameters, "lang": language})
