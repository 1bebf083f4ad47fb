"""A drill page from top to bottom."""

import json
from collections.abc import Callable, Sequence

import streamlit as st

from dashboards.components import shell
from dashboards.components.drill.declaration import Drill, Row
from dashboards.components.drill.figures import figures, freshness
from dashboards.components.drill.filters import filter_row
from dashboards.components.drill.levels import show_level
from dashboards.components.drill.page import Page, open_page
from dashboards.components.drill.place import is_alone, place_of
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


def finding_link(drills: Sequence[Drill], finding: Row, language: str) -> str | None:
    """The link to the first page that shows a finding, on the finding's day and in its company; None if none does.

    Args:
        drills: the pages.
        finding: row of the named query cockpit/findings.
        language: of the words.
    """
    arguments = json.loads(finding["message_arguments"])
    for drill in drills:
        lead = drill.subjects.get(finding["subject_type"])
        parameters = lead(finding, arguments) if lead else None
        if parameters is not None:
            day, company = finding["as_of_date"].isoformat(), finding["company_key"]
            lang = None if language == DEFAULT_LANGUAGE else language
            return drill.area + link({"as_of": day, "company": company, **parameters, "lang": lang})
    return None


def _view(page: Page) -> None:
    st.title(page.word("title"), anchor=False)
    linked(freshness(page), key="freshness", language=page.words.language)
    place = place_of(page)
    alone = is_alone(page, place)
    filter_row(page, with_own=not alone)
    if not alone:
        figures(page)
    show_level(page, place)
    with st.expander(page.words("drill.definitions")):
        for name in page.drill.definitions:
            st.markdown(page.word(f"definition.{name}"))
        st.markdown(page.word("owner"))
