"""Streamlit's server with all that pages import already imported: `python -m dashboards.server run app.py …`.

Streamlit runs a page's file for its first visitor, who would wait a second for libraries that are imported only then.
"""

import importlib

from streamlit.logger import get_logger
from streamlit.web.cli import main

IMPORTED = (
    "dashboards.views.cockpit",
    "dashboards.views.drills",
    # what libraries import on first use: charts, frames on their way to the browser, downloads
    *("pandas", "plotly.graph_objects", "pyarrow.compute", "xlsxwriter"),
)


def import_all() -> None:
    """Import what pages import."""
    # Functions that keep their results say at their definition that no server runs yet, and that they need none.
    caching = get_logger("streamlit.runtime.caching.cache_data_api")
    level = caching.level
    caching.setLevel("ERROR")
    for name in IMPORTED:
        importlib.import_module(name)
    caching.setLevel(level)


if __name__ == "__main__":
    import_all()
    main()
