"""One run of a drill page: the reader, the words, what was chosen, and what follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboards.components.drill.declaration import Drill
from dashboards.components.drill.parts import Bars, Category
from dashboards.components.drill.state import State, parameters_of, sorts_of
from dashboards.components.numbers import Formats
from dashboards.components.reading import Reader
from dashboards.components.shell import notes_html
from dashboards.components.urls import Problem
from dashboards.components.words import Words, load_words
from quarterdeck.ordering import Ordering
from quarterdeck.provision import provides_any

ROWS = 1000
"""So many rows are shown at most; more would be too much for a browser, and for a reader."""


@dataclass(frozen=True)
class Page:
    """One run of the page.

    Attributes:
        drill: what the page is made of.
        reader: of the published version.
        words: of the reader's language.
        formats: of the reader.
        state: what the URL asks for.
        problems: what in the URL was not accepted.
        today: the day that it is in the settings' time zone.
        companies: rows of the named query shared/companies.
        systems: names of the systems in the version.
        options: of each filter, and of the chart: code → label.
        categories: of a chart of bars, unless they come from its query.
    """

    drill: Drill
    reader: Reader
    words: Words
    formats: Formats
    state: State
    problems: list[Problem]
    today: date
    companies: pl.DataFrame
    systems: list[str]
    options: Mapping[str, Mapping[str, str]]
    categories: Sequence[Category]

    @property
    def category(self) -> Category | None:
        """The chosen bar of the chart, where its categories are known before its query."""
        if not isinstance(self.drill.chart, Bars):
            return None
        code = self.state[self.drill.chart.parameter]
        return next((category for category in self.categories if category.code == code), None)

    @property
    def choice(self) -> Any:
        """What the chart's choice is for queries; None is nothing chosen."""
        if self.drill.chart is None or self.drill.chart.parameter is None:
            return None
        category = self.category
        return category.value if category else self.state[self.drill.chart.parameter]

    @property
    def choice_label(self) -> str | None:
        """What the chart's choice is for the reader."""
        if isinstance(self.choice, date):
            return self.formats.day(self.choice)
        return self.category.label if self.category else self.choice

    @property
    def currency(self) -> str:
        """The currency in which amounts are shown: a company's own, or that of presentation."""
        if self.state.company is None:
            return self.reader.settings.presentation_currency
        return str(self._company("currency"))

    @property
    def company_name(self) -> str:
        """The chosen company, or that all are."""
        return self.words("download.all") if self.state.company is None else str(self._company("company_name"))

    @property
    def is_group(self) -> bool:
        """Whether all companies are shown."""
        return self.state.company is None

    @property
    def is_unkept(self) -> bool:
        """Whether no configured system keeps any of what the page is about."""
        return bool(self.drill.needs) and not provides_any(self.reader.settings.kinds, self.drill.needs)

    @property
    def is_converted(self) -> bool:
        """Whether amounts of other currencies are among those shown."""
        return self.drill.converts and self.is_group and set(self.companies["currency"]) != {self.currency}

    def word(self, key: str, /, **values: object) -> str:
        """Words of the page's area."""
        return self.words(f"{self.drill.area}.{key}", **values)

    def knows(self, key: str) -> bool:
        """Whether the page's area has these words."""
        return f"{self.drill.area}.{key}" in load_words(self.words.language)

    def column_word(self, word: str, **values: object) -> str:
        """The head of a column: the area's word, or that of all pages."""
        return self.words(
            f"{self.drill.area}.column.{word}" if self.knows(f"column.{word}") else f"column.{word}", **values
        )

    def read(self, query: str, ordering: Ordering | None = None, /, **more: Any) -> pl.DataFrame:
        """A named query, given of what the URL says all that it takes.

        Args:
            query: its name in the page's area, or `<area>/<name>`.
            ordering: how the engine sorts and cuts off its rows; None: as the query does.
            **more: further parameters, each of which it must take.
        """
        name = self.full_name(query)
        takes = self.reader.takes(name)
        given = {key: value for key, value in self._given().items() if key in takes}
        return self.reader.read(name, ordering, **{**given, **more})

    def full_name(self, query: str) -> str:
        """`<area>/<name>` of a query."""
        return query if "/" in query else f"{self.drill.area}/{query}"

    def notes(self, problems: list[str]) -> str:
        """Sentences about what is not as the reader asked for."""
        return notes_html(problems)

    def _given(self) -> dict[str, Any]:
        values = {**self.state.values, **(self.drill.parameters(self) if self.drill.parameters else {})}
        if self.drill.chart is not None and self.drill.chart.parameter is not None:
            values[self.drill.chart.parameter] = self.choice
        # these are a table's affair
        return {name: value for name, value in values.items() if name not in ("sort", "lang")}

    def _company(self, column: str) -> Any:
        return self.companies.filter(pl.col("company_key") == self.state.company)[column][0]


def open_page(drill: Drill, reader: Reader, words: Words, formats: Formats) -> Page:
    """Read the URL against what there is."""
    companies = reader.read("shared/companies")
    systems = reader.read("shared/systems")["system"].to_list()
    codes, today = companies["company_key"].to_list(), reader.settings.today
    given = st.query_params.to_dict()
    # what a filter offers may depend on the day, the company and the system
    first, _ = State.of(
        parameters_of(
            Drill(drill.area, drill.group, drill.levels[:1]),
            today=today,
            companies=codes,
            systems=systems,
            options={},
            sorts=(),
        ),
        (),
        given,
    )
    options = {choice.name: _options(drill, choice.name, reader, words, first) for choice in drill.filters}
    categories: Sequence[Category] = ()
    if isinstance(drill.chart, Bars) and drill.chart.categories is not None:
        categories = _categories(drill, drill.chart, reader, words, given)
        options.setdefault(drill.chart.parameter, {category.code: category.label for category in categories})
    sorts = [word for level in drill.levels for table in level.tables for word in sorts_of(table, categories)]
    state, problems = State.of(
        parameters_of(
            drill,
            today=today,
            companies=codes,
            systems=systems,
            options={name: list(labels) for name, labels in options.items()},
            sorts=list(dict.fromkeys(sorts)),
        ),
        drill.depths,
        given,
    )
    return Page(drill, reader, words, formats, state, problems, today, companies, systems, options, categories)


def _options(drill: Drill, name: str, reader: Reader, words: Words, state: State) -> dict[str, str]:
    choice = next(choice for choice in drill.filters if choice.name == name)
    if choice.query is None:
        return {code: words(f"{drill.area}.{name}.{code}") for code in choice.options}
    query = choice.query if "/" in choice.query else f"{drill.area}/{choice.query}"
    takes = reader.takes(query)
    found = reader.read(query, **{key: value for key, value in state.values.items() if key in takes})
    return dict(found.select("code", "label").iter_rows())


def _categories(
    drill: Drill, chart: Bars, reader: Reader, words: Words, given: Mapping[str, str]
) -> Sequence[Category]:
    if callable(chart.categories):
        return chart.categories(words, reader.settings, given)
    return [
        Category(value, value, words(f"{drill.area}.{chart.parameter}.{value}"), colour)
        for value, colour in chart.categories or ()
    ]
