"""A drill page from top to bottom."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from dashboards.components import shell
from dashboards.components.drill.declaration import Drill, Lead, Row
from dashboards.components.drill.figures import figures, freshness
from dashboards.components.drill.filters import filter_row
from dashboards.components.drill.levels import place_of, show_level
from dashboards.components.drill.page import Page, open_page
from dashboards.components.links import linked
from dashboards.components.numbers import Formats
from dashboards.components.reading import Reader
from dashboards.components.urls import link
from dashboards.components.words import DEFAULT_LANGUAGE, Words


def page_of(drill: Drill) -> Callable[[], None]:
    """The function that shows a page, as the router calls it."""

    def view(reader: Reader, words: Words, formats: Formats) -> None:
        _view(open_page(drill, reader, words, formats))

    def page() -> None:
        shell.show(view)

    page.__name__ = drill.area
    return page


def finding_link(drill: Drill, lead: Lead, finding: Row, arguments: Mapping[str, Any], language: str) -> str:
    """The link to the page that shows a finding, on the finding's day and in its company.

    Args:
        drill: the page.
        lead: what it says of findings of this subject.
        finding: row of the named query cockpit/findings.
        arguments: those of its message.
        language: of the words.
    """
    given = {
        "as_of": finding["as_of_date"].isoformat(),
        "company": finding["company_key"],
        **lead(finding, arguments),
        "lang": None if language == DEFAULT_LANGUAGE else language,
    }
    return drill.area + link(given)


def _view(page: Page) -> None:
    st.title(page.word("title"), anchor=False)
    linked(freshness(page), key="freshness", language=page.words.language)
    filter_row(page)
    place = place_of(page)
    if place.level.tiles is None:
        figures(page)
    show_level(page, place)
    with st.expander(page.words("drill.definitions")):
        for name in page.drill.definitions:
            st.markdown(page.word(f"definition.{name}"))
        st.markdown(page.word("owner"))
