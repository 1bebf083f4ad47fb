"""The cockpit: how are we doing, and what needs attention?"""

import streamlit as st

from dashboards.components import shell
from dashboards.components.cockpit.exposures import exposures
from dashboards.components.cockpit.filters import filter_row
from dashboards.components.cockpit.findings import findings_html
from dashboards.components.cockpit.health import audits, exceptions, freshness, systems
from dashboards.components.cockpit.indicators import indicators_html
from dashboards.components.cockpit.page import Page, open_page
from dashboards.components.cockpit.payables import payables
from dashboards.components.cockpit.trend import trend
from dashboards.components.links import linked
from dashboards.components.numbers import Formats
from dashboards.components.reading import Reader
from dashboards.components.words import Words
from dashboards.views.drills import DRILLS


def page() -> None:
    """Show it."""
    shell.show(_view)


def _view(reader: Reader, words: Words, formats: Formats) -> None:
    this = open_page(reader, words, formats)
    st.title(words("cockpit.title"), anchor=False)
    linked(freshness(this), key="freshness", language=words.language)
    filter_row(this)
    linked(findings_html(this, DRILLS), key="findings", language=words.language)
    linked(indicators_html(this, DRILLS), key="indicators", language=words.language)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        trend(this)
    with right:
        exposures(this)
    left, right = st.columns(2, gap="medium")
    with left:
        payables(this)
    with right:
        audits(this)
    systems(this)
    exceptions(this)
    _definitions(this)


def _definitions(this: Page) -> None:
    with st.expander(this.words("drill.definitions")):
        for name in ("scope", "day", *this.read("cockpit/indicators")["indicator"], "target", "exposure", "findings"):
            st.markdown(this.words(f"cockpit.definition.{name}"))
        st.markdown(this.words("cockpit.owner"))
