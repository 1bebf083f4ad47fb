"""What all parts of the receivables page share: the reader, the words, and what was chosen."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboards.components.numbers import Formats
from dashboards.components.reading import Reader
from dashboards.components.receivables.buckets import Bucket, buckets_of
from dashboards.components.receivables.state import State
from dashboards.components.shell import notes_html
from dashboards.components.urls import Problem
from dashboards.components.words import Words


@dataclass(frozen=True)
class Page:
    """One run of the page.

    Attributes:
        reader: of the published version.
        words: of the reader's language.
        formats: of the reader.
        state: what the URL asks for.
        problems: what in the URL was not accepted.
        today: the day that it is in the settings' time zone.
        companies: rows of the named query shared/companies.
        systems: names of the systems in the version.
        buckets: in the order in which they are shown.
    """

    reader: Reader
    words: Words
    formats: Formats
    state: State
    problems: list[Problem]
    today: date
    companies: pl.DataFrame
    systems: list[str]
    buckets: list[Bucket]

    @property
    def bucket(self) -> Bucket | None:
        """The chosen bucket."""
        return next((bucket for bucket in self.buckets if bucket.code == self.state.bucket), None)

    @property
    def currency(self) -> str:
        """The currency in which amounts are shown: a company's own, or that of presentation."""
        if self.state.company is None:
            return self.reader.settings.presentation_currency
        return str(self.companies.filter(pl.col("company_key") == self.state.company)["currency"][0])

    @property
    def company_name(self) -> str:
        """The chosen company, or that all are."""
        if self.state.company is None:
            return self.words("download.all")
        return str(self.companies.filter(pl.col("company_key") == self.state.company)["company_name"][0])

    @property
    def is_converted(self) -> bool:
        """Whether amounts of other currencies are among those shown."""
        return self.state.company is None and set(self.companies["currency"]) != {self.currency}

    def read(self, name: str, **more: Any) -> pl.DataFrame:
        """A named query of `receivables/`, with what the filters say."""
        state = self.state
        return self.reader.read(
            f"receivables/{name}",
            as_of=state.as_of,
            company=state.company,
            system=state.system,
            basis=state.basis,
            **more,
        )

    @property
    def bounds(self) -> list[int]:
        """Upper bounds of the buckets."""
        return self.reader.settings.aging.buckets

    def notes(self, problems: list[str]) -> str:
        """Sentences about what is not as the reader asked for."""
        return notes_html(problems)


def open_page(reader: Reader, words: Words, formats: Formats) -> Page:
    """Read the URL against what there is."""
    companies = reader.read("shared/companies")
    systems = reader.read("shared/systems")["system"].to_list()
    day = reader.settings.today
    given = st.query_params.to_dict()
    bounds = reader.settings.aging.buckets
    basis = "document" if given.get("basis") == "document" else "due"
    buckets = buckets_of(bounds, basis, words)
    state, problems = State.of(
        given, today=day, companies=companies["company_key"].to_list(), systems=systems, buckets=buckets
    )
    return Page(reader, words, formats, state, problems, day, companies, systems, buckets)
