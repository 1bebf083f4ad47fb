"""The server's first visitor waits for figures, not for libraries."""

import subprocess
import sys

from quarterdeck.layout import PROJECT_ROOT
from quarterdeck.settings import CONFIG_VARIABLE, Settings

FIRST_VISIT = """
import logging, sys
from dashboards.server import import_all
import_all()
logging.disable(logging.CRITICAL)
from streamlit.testing.v1 import AppTest
from tests.dashboards.views import drill_page
before = {name.partition(".")[0] for name in sys.modules}
assert not AppTest.from_function(drill_page, default_timeout=120, args=("receivables",)).run().exception
print(*{name.partition(".")[0] for name in sys.modules} - before)
"""


def test_the_first_visit_imports_no_library(published_demo: Settings) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_VISIT],
        cwd=PROJECT_ROOT,
        env={CONFIG_VARIABLE: str(published_demo.config_file)},
        capture_output=True,
        text=True,
        check=True,
    )
    libraries = {"pandas", "numpy", "pyarrow", "plotly", "polars", "duckdb", "sqlglot", "xlsxwriter"}
    assert not libraries & set(done.stdout.split()), done.stdout
    assert done.stderr == ""
