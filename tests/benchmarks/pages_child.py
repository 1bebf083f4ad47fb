"""Every page rendered in one process, first cold and then warm, as Streamlit runs it but without a browser.

    python -m tests.benchmarks.pages_child <quarterdeck.toml> >result.json

Result: page → seconds: `cold`, the first time that this process shows it, and `warm`, the same again, the median of
five. The first page of all has opened the warehouse and imported everything too, which is told apart.
"""

import json
import logging
import os
import statistics
import sys
import time
from pathlib import Path

from quarterdeck.settings import CONFIG_VARIABLE
from tests.dashboards.views import cockpit_page, drill_page

FIRST = "receivables"
WARM_RUNS = 5


def main() -> None:
    """Render all pages."""
    os.environ[CONFIG_VARIABLE] = str(Path(sys.argv[1]).resolve())
    logging.disable(logging.CRITICAL)
    from streamlit.testing.v1 import AppTest

    from dashboards.views.drills import DRILLS

    areas = [FIRST, *(drill.area for drill in DRILLS if drill.area != FIRST)]
    views = {area: AppTest.from_function(drill_page, default_timeout=120, args=(area,)) for area in areas}
    views["cockpit"] = AppTest.from_function(cockpit_page, default_timeout=120)
    result = {}
    for name, view in views.items():
        seconds = []
        for _ in range(1 + WARM_RUNS):
            started = time.perf_counter()
            view.run()
            seconds.append(time.perf_counter() - started)
            if view.exception:
                raise RuntimeError(f"{name}: {view.exception[0].message}")
        result[name] = {"cold": seconds[0], "warm": statistics.median(seconds[1:])}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
