"""Receivables: what do customers owe us, and how late is it?"""

import streamlit as st

from dashboards.components import shell
from dashboards.components.links import linked
from dashboards.components.numbers import Formats
from dashboards.components.reading import Reader
from dashboards.components.receivables import drill, filters, overview
from dashboards.components.receivables.page import Page, open_page
from dashboards.components.words import Words


def page() -> None:
    """Show it."""
    shell.show(_view)


def _view(reader: Reader, words: Words, formats: Formats) -> None:
    this = open_page(reader, words, formats)
    st.title(words("receivables.title"), anchor=False)
    linked(overview.freshness(this), key="freshness", language=words.language)
    filters.filter_row(this)
    overview.figures(this)
    drill.drill(this)
    _definitions(this)


def _definitions(this: Page) -> None:
    names = ("open", "overdue", "bucket", "unapplied", "group", "control")
    with st.expander(this.words("receivables.definitions")):
        for name in names:
            st.markdown(this.words(f"receivables.definition.{name}"))
        st.markdown(this.words("receivables.owner"))
