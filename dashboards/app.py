"""The dashboard: `quarterdeck serve`. Pages are functions; each asks one question."""

import streamlit as st

from dashboards.components import shell
from dashboards.components.drill import page_of
from dashboards.components.words import Words
from dashboards.views import cockpit
from dashboards.views.drills import DRILLS


def main() -> None:
    """Route to a page."""
    words = Words(shell.language())
    st.set_page_config(page_title="Quarterdeck", layout="wide", initial_sidebar_state="auto")
    # The default page has the path "/": a landing page, so that every other keeps its own.
    landing = st.Page(cockpit.page, title=words("app.home"), default=True)
    pages = {
        drill.area: st.Page(page_of(drill), title=words(f"{drill.area}.nav"), url_path=drill.area) for drill in DRILLS
    }
    chosen = st.navigation([landing, *pages.values()], position="hidden")
    groups: dict[str, dict[str, object]] = {"": {words("app.home"): landing}}
    for drill in DRILLS:
        groups.setdefault(words(f"group.{drill.group}"), {})[words(f"{drill.area}.nav")] = pages[drill.area]
    shell.sidebar(groups, words)
    chosen.run()


main()
