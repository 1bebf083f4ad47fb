"""What all parts of the cockpit share: the reader, the words, and what was chosen."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboards.components.cockpit.state import State, page_link
from dashboards.components.numbers import Formats
from dashboards.components.reading import Reader
from dashboards.components.receivables.buckets import Bucket, buckets_of
from dashboards.components.shell import notes_html, problem_sentences
from dashboards.components.words import Words

PERIODS = [7, 30, 60, 90]
"""Upper bounds of the periods ahead in which payables fall due, in days."""


@dataclass(frozen=True)
class Page:
    """One run of the page.

    Attributes:
        reader: of the published version.
        words: of the reader's language.
        formats: of the reader.
        state: what the URL asks for.
        day: the reporting date that is shown.
        days: rows of the named query cockpit/reporting_dates.
        companies: rows of the named query shared/companies.
        has_group: the viewer sees the group.
        problems: sentences about what in the URL was not accepted.
    """

    reader: Reader
    words: Words
    formats: Formats
    state: State
    day: date
    days: pl.DataFrame
    companies: pl.DataFrame
    has_group: bool
    problems: list[str]

    @property
    def is_group(self) -> bool:
        """Whether the group is shown, not one company."""
        return self.state.company is None

    @property
    def is_newest(self) -> bool:
        """Whether the day is that of the build."""
        return self.day == self.newest

    @property
    def newest(self) -> date:
        """The day of the build."""
        return _newest(self.days)

    @property
    def currency(self) -> str:
        """The currency in which amounts are shown: a company's own, or that of presentation."""
        if self.state.company is None:
            return self.reader.settings.presentation_currency
        return str(self._company("currency"))

    @property
    def scope_name(self) -> str:
        """The chosen company, or the group."""
        if self.state.company is None:
            return self.words("cockpit.group")
        return str(self._company("company_name"))

    @property
    def buckets(self) -> list[Bucket]:
        """Aging buckets by due date, in the order in which they are shown."""
        return buckets_of(self.reader.settings.aging.buckets, "due", self.words)

    def read(self, name: str, **more: Any) -> pl.DataFrame:
        """A named query on the chosen day and company."""
        return self.reader.read(name, as_of=self.day, company=self.state.company, **more)

    def leads(self, path: str, **parameters: str | None) -> str:
        """The link to another page for the same day and company."""
        return page_link(path, self.day, self.words.language, **{"company": self.state.company, **parameters})

    def notes(self, sentences: list[str]) -> str:
        """Sentences about what is not as the reader asked for."""
        return notes_html(sentences)

    def _company(self, column: str) -> Any:
        return self.companies.filter(pl.col("company_key") == self.state.company)[column][0]


def open_page(reader: Reader, words: Words, formats: Formats) -> Page:
    """Read the URL against what there is."""
    companies = reader.read("shared/companies")
    codes = companies["company_key"].to_list()
    # Figures of the group belong to no company: who may see some companies only sees none of them.
    has_group = reader.viewer.companies is None or not codes
    given = st.query_params.to_dict()
    asked = given.get("company")
    scope = asked if asked in codes else None if has_group else codes[0]
    days = reader.read("cockpit/reporting_dates", company=scope)
    state, problems = State.of(given, newest=_newest(days), companies=codes)
    if scope != state.company:
        state = State(**{**vars(state), "company": scope})
    sentences = problem_sentences(problems, words)
    day = _nearest(days, state.as_of)
    if state.as_of is not None and day != state.as_of:
        sentences.append(words("cockpit.other_day", asked=formats.day(state.as_of), day=formats.day(day)))
    return Page(reader, words, formats, state, day, days, companies, has_group, sentences)


def _newest(days: pl.DataFrame) -> date:
    """Of rows of cockpit/reporting_dates."""
    newest: date = days["reporting_date"][0]
    return newest


def _nearest(days: pl.DataFrame, asked: date | None) -> date:
    """The asked day, else the reporting date before it, else the oldest."""
    shown: list[date] = days["reporting_date"].to_list()
    if asked is None:
        return shown[0]
    return next((day for day in shown if day <= asked), shown[-1])
