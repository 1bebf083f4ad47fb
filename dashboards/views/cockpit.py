"""The landing page: the questions that the other pages answer."""

from html import escape

import streamlit as st

from dashboards.components import shell
from dashboards.components.numbers import Formats
from dashboards.components.reading import Reader
from dashboards.components.receivables.tiles import indicator_tiles
from dashboards.components.tiles import tiles_html
from dashboards.components.urls import link
from dashboards.components.words import DEFAULT_LANGUAGE, Words


def page() -> None:
    """Show it."""
    shell.show(_view)


def _view(reader: Reader, words: Words, formats: Formats) -> None:
    st.title(words("app.home_title"), anchor=False)
    parameters = {"lang": words.language if words.language != DEFAULT_LANGUAGE else None}
    href = f"receivables{link(parameters)}"
    day = reader.settings.today
    figures = reader.read("receivables/indicators", as_of=day, company=None, system=None, basis="due")
    tiles = indicator_tiles(figures.row(0, named=True), words, formats)
    st.html(
        f'<h2 class="qd-h2"><a href="{escape(href)}" target="_self">{escape(words("receivables.title"))}</a></h2>'
        + tiles_html(tiles[:4])
    )
