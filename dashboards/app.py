"""The dashboard: `quarterdeck serve`. Pages are functions; each asks one question."""

import streamlit as st

from dashboards.components import shell
from dashboards.components.words import Words
from dashboards.views import cockpit, receivables


def main() -> None:
    """Route to a page."""
    words = Words(shell.language())
    st.set_page_config(page_title="Quarterdeck", layout="wide", initial_sidebar_state="auto")
    # The default page has the path "/": a landing page, so that every other keeps its own.
    landing = st.Page(cockpit.page, title=words("app.home"), default=True)
    pages = [st.Page(receivables.page, title=words("receivables.nav"), url_path="receivables")]
    chosen = st.navigation([landing, *pages], position="hidden")
    shell.sidebar({words("app.home"): landing, words("receivables.nav"): pages[0]}, words)
    chosen.run()


main()
